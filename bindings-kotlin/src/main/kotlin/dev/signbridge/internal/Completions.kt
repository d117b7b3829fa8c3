package dev.signbridge.internal

import com.sun.jna.Memory
import dev.signbridge.ErrorKind
import dev.signbridge.internal.uniffi.openQueue
import org.slf4j.LoggerFactory
import java.lang.ref.Reference
import java.nio.ByteBuffer
import java.nio.ByteOrder
import java.util.concurrent.ConcurrentHashMap
import java.util.concurrent.locks.StampedLock
import dev.signbridge.internal.uniffi.cancel as cancelNative

/** Somebody who waits for what comes of a call. */
internal interface Waiter {
    val session: Session

    /** Called once, on the thread that drains: must not block, nor run code of the user. */
    fun complete(reply: Reply)
}

/**
 * Submits calls and gives what comes of them to whoever waits.
 *
 * One daemon thread waits inside the native library, which fills one buffer with all completions at hand; this thread
 * takes them apart and wakes coroutines, futures and threads. It decodes nothing, so it keeps up with all cores, and it
 * does not keep the JVM alive.
 */
internal object Completions {
    private const val ORDINARY = 256L * 1024
    private const val KEPT_AT_MOST = 4L * 1024 * 1024
    private const val CREDENTIAL_WANTED = 3

    private val log = LoggerFactory.getLogger("dev.signbridge")
    private val waiters = ConcurrentHashMap<Long, Waiter>()

    /** Held for reading between a submission and the registration of its ticket; a call may end that fast. */
    private val registering = StampedLock()

    val queue: Long by lazy {
        NativeLibrary.load()
        val queue = openQueue().toLong()
        val thread = Thread({ drain(queue) }, "signbridge-completions")
        thread.isDaemon = true
        // Else the loader of whoever called first could never be unloaded.
        thread.contextClassLoader = null
        thread.start()
        queue
    }

    /** How many calls have not ended. */
    val inFlight: Int get() = waiters.size

    /** Starts a call and returns its ticket. Never blocks. */
    fun submit(call: Call<*>, waiter: Waiter): Long {
        val head = call.head()
        val queue = queue
        val session = waiter.session
        val stamp = registering.readLock()
        try {
            val ticket =
                Border.signbridge_kotlin_submit(queue, session.id, head, head.size, call.body, call.body?.size ?: 0)
            if (ticket == 0L) {
                throw ErrorRecord(
                    kind = ErrorKind.INTERNAL,
                    provider = call.operation.provider,
                    operation = call.operation.id,
                    message = "a defect in signbridge: the native library does not accept the call",
                ).toException()
            }
            waiters[ticket] = waiter
            return ticket
        } finally {
            registering.unlockRead(stamp)
            // Not freed before it was looked up.
            Reference.reachabilityFence(session.client)
        }
    }

    /** Drops the native call and closes its connection. Its waiter is told nothing any more. */
    fun cancel(ticket: Long) {
        if (waiters.remove(ticket) != null) cancelNative(queue.toULong(), ticket.toULong())
    }

    private fun drain(queue: Long) {
        var memory = Memory(ORDINARY)
        var buffer = memory.whole()
        while (true) {
            val written = Border.signbridge_kotlin_drain(queue, memory, memory.size())
            if (written == 0L) return
            if (written > 0) takeApart(buffer, written.toInt())
            val wanted = if (written < 0) maxOf(-written, ORDINARY) else ORDINARY
            if (written < 0 || memory.size() > KEPT_AT_MOST) {
                memory.close()
                memory = Memory(wanted)
                buffer = memory.whole()
            }
        }
    }

    private fun Memory.whole(): ByteBuffer = getByteBuffer(0, size()).order(ByteOrder.LITTLE_ENDIAN)

    /** See `core/src/bridge/frame.rs` for the layout, and `bindings-kotlin/src/queue.rs` for wanted credentials. */
    @Suppress("MagicNumber", "TooGenericExceptionCaught")
    private fun takeApart(buffer: ByteBuffer, end: Int) {
        buffer.clear()
        while (buffer.position() < end) {
            val kind = buffer.get().toInt()
            buffer.get()
            val status = buffer.getShort().toInt() and 0xffff
            val meta = ByteArray(buffer.getInt())
            val body = ByteArray(buffer.getInt())
            buffer.getInt()
            val ticket = buffer.getLong()
            buffer.get(meta).get(body)
            try {
                if (kind == CREDENTIAL_WANTED) {
                    val asking = ByteBuffer.wrap(body).order(ByteOrder.LITTLE_ENDIAN).getLong()
                    find(asking) { waiters[it] }?.session?.answerCredential(ticket)
                } else {
                    find(ticket, waiters::remove)?.complete(Reply(kind, status, meta, body))
                }
            } catch (thrown: Throwable) {
                // One call's trouble must not end all others.
                log.error("a completion could not be delivered", thrown)
            }
        }
    }

    /** A ticket that is not there was cancelled, or is about to be registered: then wait for those that do it. */
    private inline fun find(ticket: Long, look: (Long) -> Waiter?): Waiter? {
        look(ticket)?.let { return it }
        registering.unlockWrite(registering.writeLock())
        return look(ticket)
    }
}
