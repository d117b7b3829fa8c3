package dev.signbridge.internal

import com.sun.jna.Memory
import dev.signbridge.internal.uniffi.closeQueue
import dev.signbridge.internal.uniffi.openQueue
import org.slf4j.LoggerFactory
import java.nio.ByteOrder
import java.util.concurrent.atomic.AtomicInteger
import java.util.concurrent.locks.StampedLock

/**
 * The thread that waits for completions, while there are clients or calls.
 *
 * It waits inside the native library, which fills one buffer with all completions at hand; [Completions] takes them apart
 * and wakes coroutines, futures and threads. It decodes nothing, so it keeps up with all cores. It is a daemon, so it does
 * not keep the JVM alive.
 */
internal object Drain {
    private const val NONE = 0L
    private const val ORDINARY = 256L * 1024
    private const val KEPT_AT_MOST = 4L * 1024 * 1024
    private const val PATIENCE_MILLIS = 100L

    private val log = LoggerFactory.getLogger("dev.signbridge")

    /** Held for reading between a submission and the registration of its ticket; a call may end that fast. */
    private val lock = StampedLock()

    /** How many clients are open, a client and its views being one. */
    private val clients = AtomicInteger()

    /** The native queue; [NONE] while there is neither a client nor a call. Changed under the lock for writing. */
    @Volatile
    var queue: Long = NONE
        private set

    /** A client was opened: until [left], the thread stays. */
    fun joined() {
        clients.incrementAndGet()
    }

    /** A client was closed, or nobody reaches it any more. */
    fun left() {
        clients.decrementAndGet()
        rest()
    }

    /** Before a submission: there is a queue until [leave]. */
    fun enter(): Long {
        while (true) {
            val stamp = lock.readLock()
            if (queue != NONE) return stamp
            lock.unlockRead(stamp)
            start()
        }
    }

    fun leave(stamp: Long) = lock.unlockRead(stamp)

    /** Waits for those that have entered by now: their tickets are registered then. */
    fun awaitEntered() = lock.unlockWrite(lock.writeLock())

    private fun start() =
        exclusively {
            if (queue != NONE) return@exclusively
            val opened = openQueue().toLong()
            val thread = Thread(null, { run(opened) }, "signbridge-completions", 0, false)
            thread.isDaemon = true
            // Else the loader of whoever called first could never be unloaded.
            thread.contextClassLoader = null
            thread.start()
            queue = opened
        }

    /** Ends the thread when it has nothing to wait for: what an application server undeploys leaves none behind. */
    fun rest() {
        if (clients.get() > 0 || Completions.inFlight > 0) return
        exclusively {
            if (clients.get() > 0 || Completions.inFlight > 0 || queue == NONE) return@exclusively
            closeQueue(queue.toULong())
            queue = NONE
        }
    }

    private inline fun exclusively(work: () -> Unit) {
        val stamp = lock.writeLock()
        try {
            work()
        } finally {
            lock.unlockWrite(stamp)
        }
    }

    private fun run(queue: Long) {
        var memory = Memory(ORDINARY)
        while (true) {
            val written = Border.signbridge_kotlin_drain(queue, memory, memory.size())
            if (written == 0L) break
            if (written > 0) Completions.takeApart(memory.getByteBuffer(0, written).order(ByteOrder.LITTLE_ENDIAN))
            // A buffer that was grown for a large answer is not kept.
            if (written < 0 || memory.size() > KEPT_AT_MOST) memory = replaced(memory, maxOf(-written, ORDINARY))
        }
        memory.close()
    }

    private fun replaced(memory: Memory, size: Long): Memory =
        try {
            Memory(size).also { memory.close() }
        } catch (failure: OutOfMemoryError) {
            // Without this thread no call would ever end: wait until others let go of memory.
            log.error("no memory for an answer of {} bytes", size, failure)
            Thread.sleep(PATIENCE_MILLIS)
            memory
        }
}
