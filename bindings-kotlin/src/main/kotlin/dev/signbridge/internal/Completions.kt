package dev.signbridge.internal

import com.sun.jna.Memory
import dev.signbridge.ErrorKind
import dev.signbridge.internal.uniffi.openQueue
import org.slf4j.LoggerFactory
import java.nio.ByteBuffer
import java.nio.ByteOrder
import java.util.concurrent.ConcurrentHashMap
import java.util.concurrent.locks.StampedLock

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
    private const val CHUNK_WANTED = 4
    private const val CHUNK_OFFERED = 5
    private const val PROGRESS = 6
    private const val PATIENCE_MILLIS = 100L

    private val log = LoggerFactory.getLogger("dev.signbridge")
    private val waiters = ConcurrentHashMap<Long, Waiter>()

    /** Of the calls that have one. */
    private val transfers = ConcurrentHashMap<Long, Transfer>()

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
        val body = call.body
        val stamp = registering.readLock()
        try {
            val ticket =
                waiter.session.client.use {
                    Border.signbridge_kotlin_submit(queue, it, head, head.size, body, body?.size ?: 0)
                }
            if (ticket == 0L) {
                throw ErrorRecord(
                    kind = ErrorKind.INTERNAL,
                    provider = call.operation.provider,
                    operation = call.operation.id,
                    message = "a defect in signbridge: the native library does not accept the call",
                ).toException()
            }
            call.transfer?.let { transfers[ticket] = it }
            waiters[ticket] = waiter
            return ticket
        } finally {
            registering.unlockRead(stamp)
        }
    }

    /** Drops the native call and closes its connection. Its waiter is told nothing any more. */
    fun cancel(ticket: Long) {
        if (waiters.remove(ticket) != null) drop(ticket)
    }

    /** The same, because the user's own code failed: its waiter is told so. */
    fun abandon(ticket: Long, cause: Throwable) {
        val waiter = waiters.remove(ticket) ?: return
        drop(ticket)
        waiter.complete(Reply.undelivered(cause))
    }

    private fun drop(ticket: Long) {
        transfers.remove(ticket)
        Border.signbridge_kotlin_cancel(queue, ticket)
    }

    private fun drain(queue: Long) {
        var memory = Memory(ORDINARY)
        while (true) {
            val written = Border.signbridge_kotlin_drain(queue, memory, memory.size())
            if (written == 0L) return
            if (written > 0) takeApart(memory.getByteBuffer(0, written).order(ByteOrder.LITTLE_ENDIAN))
            // A buffer that was grown for a large answer is not kept.
            if (written < 0 || memory.size() > KEPT_AT_MOST) memory = replaced(memory, maxOf(-written, ORDINARY))
        }
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

    /** See `core/src/bridge/frame.rs` for the layout, and `bindings-kotlin/src/queue.rs` for wanted credentials. */
    @Suppress("MagicNumber", "TooGenericExceptionCaught")
    private fun takeApart(frames: ByteBuffer) {
        while (frames.hasRemaining()) {
            val kind = frames.get().toInt()
            frames.get()
            val status = frames.getShort().toInt() and 0xffff
            val metaLength = frames.getInt()
            val bodyLength = frames.getInt()
            frames.getInt()
            val ticket = frames.getLong()
            val end = frames.position() + metaLength + bodyLength
            try {
                val meta = ByteArray(metaLength).also(frames::get)
                val body = ByteArray(bodyLength).also(frames::get)
                when (kind) {
                    CREDENTIAL_WANTED -> {
                        val asking = ByteBuffer.wrap(body).order(ByteOrder.LITTLE_ENDIAN).getLong()
                        find(asking) { waiters[it] }?.session?.answerCredential(ticket)
                    }

                    CHUNK_WANTED -> transfer(meta)?.give(ticket, status)

                    CHUNK_OFFERED -> transfer(meta)?.offer(ticket, body)

                    PROGRESS -> find(ticket, transfers::get)?.tell(ticket, meta.decodeToString())

                    else -> complete(ticket, Reply(ReplyHead(kind, status, meta), body))
                }
            } catch (thrown: Throwable) {
                // One call's trouble, such as no memory for its answer, must not end all others.
                log.error("a completion could not be delivered", thrown)
                waiters.remove(ticket)?.complete(Reply.undelivered(thrown))
            }
            frames.position(end)
        }
    }

    /** Of the call that a question of the core's names. */
    private fun transfer(meta: ByteArray): Transfer? = find(meta.decodeToString().toLong(), transfers::get)

    private fun complete(ticket: Long, reply: Reply) {
        val waiter = find(ticket) { if (transfers.containsKey(it)) waiters[it] else waiters.remove(it) } ?: return
        val transfer = transfers.remove(ticket)
        if (transfer == null) {
            waiter.complete(reply)
        } else {
            // Until it was told all, it may still be abandoned.
            transfer.ended { waiters.remove(ticket)?.complete(reply) }
        }
    }

    /** A ticket that is not there was cancelled, or is about to be registered: then wait for those that do it. */
    private inline fun <T> find(ticket: Long, look: (Long) -> T?): T? {
        look(ticket)?.let { return it }
        registering.unlockWrite(registering.writeLock())
        return look(ticket)
    }
}
