package dev.signbridge.internal

import dev.signbridge.ErrorKind
import org.slf4j.LoggerFactory
import java.nio.ByteBuffer
import java.nio.ByteOrder
import java.util.concurrent.ConcurrentHashMap

/** Somebody who waits for what comes of a call. */
internal interface Waiter {
    val session: Session

    /** Called once, on the thread that drains: must not block, nor run code of the user. */
    fun complete(reply: Reply)
}

/** Submits calls and gives what comes of them to whoever waits. */
internal object Completions {
    private const val CREDENTIAL_WANTED = 3
    private const val CHUNK_WANTED = 4
    private const val CHUNK_OFFERED = 5
    private const val PROGRESS = 6
    private const val NOTICE = 7

    private val log = LoggerFactory.getLogger("dev.signbridge")
    private val waiters = ConcurrentHashMap<Long, Waiter>()

    /** Of the calls that have one. */
    private val transfers = ConcurrentHashMap<Long, Transfer>()

    val queue: Long get() = Drain.queue

    /** How many calls have not ended. */
    val inFlight: Int get() = waiters.size

    /** Starts a call and returns its ticket. Never blocks. */
    fun submit(call: Call<*>, waiter: Waiter): Long {
        val head = call.head()
        val body = call.body
        val stamp = Drain.enter()
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
            Drain.leave(stamp)
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
        Drain.rest()
    }

    /** See `core/src/bridge/frame.rs` for the layout, and `bindings-kotlin/src/queue.rs` for wanted credentials. */
    @Suppress("MagicNumber", "TooGenericExceptionCaught")
    fun takeApart(frames: ByteBuffer) {
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

                    NOTICE -> tell(Notice.parse(meta.decodeToString()))

                    else -> complete(ticket, Reply(ReplyHead(kind, status, meta), body))
                }
            } catch (thrown: Throwable) {
                // One call's trouble, such as no memory for its answer, must not end all others.
                log.error("a completion could not be delivered", thrown)
                waiters.remove(ticket)?.complete(Reply.undelivered(thrown))
            }
            Drain.rest()
            frames.position(end)
        }
    }

    /** What the core says once in a process. */
    private fun tell(notice: Notice) =
        when (notice.level) {
            "warning" -> log.warn(notice.message)
            else -> log.info(notice.message)
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
            transfer.ended {
                waiters.remove(ticket)?.complete(reply)
                Drain.rest()
            }
        }
    }

    /** A ticket that is not there was cancelled, or is about to be registered: then wait for those that do it. */
    private inline fun <T> find(ticket: Long, look: (Long) -> T?): T? {
        look(ticket)?.let { return it }
        Drain.awaitEntered()
        return look(ticket)
    }
}
