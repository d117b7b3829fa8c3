package dev.signbridge.internal

import dev.signbridge.Attempt
import dev.signbridge.CallOptions
import dev.signbridge.DownloadStream
import dev.signbridge.ErrorKind
import dev.signbridge.FileInfo
import dev.signbridge.RawRequest
import dev.signbridge.RawResponse
import dev.signbridge.SignbridgeException
import kotlinx.coroutines.CancellableContinuation
import kotlinx.coroutines.CoroutineName
import kotlinx.coroutines.CoroutineScope
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.SupervisorJob
import kotlinx.coroutines.channels.Channel
import kotlinx.coroutines.flow.Flow
import kotlinx.coroutines.flow.flow
import kotlinx.coroutines.launch
import kotlinx.coroutines.suspendCancellableCoroutine
import kotlinx.serialization.DeserializationStrategy
import kotlinx.serialization.json.JsonObject
import kotlinx.serialization.json.buildJsonObject
import kotlinx.serialization.json.put
import org.slf4j.LoggerFactory
import java.lang.ref.Cleaner
import java.util.Locale
import java.util.concurrent.CancellationException
import java.util.concurrent.CompletableFuture
import java.util.concurrent.Executor
import java.util.concurrent.locks.LockSupport
import kotlin.coroutines.resume
import kotlin.time.Duration
import kotlin.time.DurationUnit
import dev.signbridge.internal.uniffi.answerCredential as answerNative

/** A client of the core, and the three ways to wait for its calls. A view is a session of its own. */
internal class Session private constructor(
    val provider: String,
    val client: NativeClient,
    private val credential: (suspend () -> String)?,
    private val executor: Executor,
    private val lease: Lease,
    private val isView: Boolean = false,
) {
    suspend fun <T> await(call: Call<T>): T {
        val reply =
            suspendCancellableCoroutine { continuation ->
                val ticket = Completions.submit(call, Suspended(this, continuation))
                continuation.invokeOnCancellation { Completions.cancel(ticket) }
            }
        return finish(call, reply)
    }

    fun <T> block(call: Call<T>): T {
        val waiter = WokenThread(this)
        val ticket = Completions.submit(call, waiter)
        return finish(call, waiter.await(ticket))
    }

    /** A future that fails when [call] does, and cancels the call when it is cancelled. */
    fun <T, R> future(call: () -> Call<T>, then: (T) -> R): CompletableFuture<R> {
        val future = CallFuture<R>()
        try {
            val made = call()
            val ticket =
                Completions.submit(
                    made,
                    object : Waiter {
                        override val session = this@Session

                        override fun complete(reply: Reply) = future.finish(executor) { then(finish(made, reply)) }
                    },
                )
            future.cancels(ticket)
        } catch (failure: SignbridgeException) {
            future.completeExceptionally(failure)
        }
        return future
    }

    /** A download, once its first bytes are here. */
    fun stream(make: (Sink) -> Call<FileInfo>): DownloadStream {
        val stream = DownloadStream()
        val call = make(Sink.ToTaker(stream::arrive))
        stream.finish = { finish(call, it.reply) }
        stream.ticket = Completions.submit(call, Receiver(this, stream::arrive))
        stream.isThereMore()
        return stream
    }

    /** A download for each collector. */
    fun pieces(make: (Sink) -> Call<FileInfo>): Flow<ByteArray> =
        flow {
            // At most one chunk is offered at a time, so this holds no more than that and the end.
            val arrived = Channel<Arrival>(Channel.UNLIMITED)
            val call = make(Sink.ToTaker { arrived.trySend(it) })
            val ticket = Completions.submit(call, Receiver(this@Session) { arrived.trySend(it) })
            try {
                var next = arrived.receive()
                while (next is Arrival.Chunk) {
                    emit(next.bytes)
                    next.taken()
                    next = arrived.receive()
                }
                finish(call, (next as Arrival.End).reply)
            } finally {
                Completions.cancel(ticket)
            }
        }

    private fun <T> finish(call: Call<T>, reply: Reply): T {
        if (log.isDebugEnabled) tell(call, reply)
        return call.finish(reply)
    }

    private fun tell(call: Call<*>, reply: Reply) {
        val what = "$provider ${call.operation.id}"
        // As the client prints it, such as `, company_id="…"`.
        val tenant = TENANT.find(describe())?.let { ", ${it.groupValues[1]}" }.orEmpty()
        if (reply.isSuccess) {
            val info = reply.info
            info.attempts.forEach { tell(what, it, tenant) }
            val id = info.requestId?.let { ", request $it" }.orEmpty()
            log.debug("{}: {}, attempts {}{}{}", what, info.status, info.attempts.size, id, tenant)
        } else {
            val error = reply.error()
            error.attempts.forEach { tell(what, it, tenant) }
            val id = error.requestId?.let { ", request $it" }.orEmpty()
            val kind = error.kind.name.lowercase()
            log.debug("{}: {}, attempts {}{}{}: {}", what, kind, error.attempts.size, id, tenant, error.sentence)
        }
    }

    /** What came of an attempt, and why the next step was what it was. */
    private fun tell(what: String, attempt: Attempt, tenant: String) {
        val outcome = listOfNotNull(attempt.status, attempt.error?.name?.lowercase()).joinToString(" ")
        val pause = attempt.backoff?.let { ", pause ${seconds(it)}" }.orEmpty()
        val delivery = attempt.delivery.name.lowercase()
        val facts = "$outcome, $delivery, ${seconds(attempt.duration)}, ${attempt.reason}$pause"
        log.debug("{}, attempt {}: {}{}", what, attempt.number, facts, tenant)
    }

    private fun seconds(duration: Duration) = "%.3f s".format(Locale.ROOT, duration.toDouble(DurationUnit.SECONDS))

    /** A call for one page of a list; its content knows the call for the next. */
    fun <T> page(
        operation: Operation,
        params: List<String>,
        body: ByteArray?,
        options: CallOptions,
        items: DeserializationStrategy<List<T>>,
        member: String?,
    ): Call<PageContent<T>> =
        Call(operation, params, body, options) { reply ->
            val content = if (member == null) items else Member(member, items)
            val asked = Call.nothing(operation, params, null, CallOptions.DEFAULT)
            PageContent(reply.json(operation, content), reply.head) {
                val next = client.nextPage(asked, reply.body)
                next?.let { page(operation, it, body, options, items, member) }
            }
        }

    fun raw(request: RawRequest, options: CallOptions): Call<RawResponse> = Call.raw(provider, request, options)

    fun withTenant(argument: String, id: String): Session {
        checkText(argument, id)
        return with(client.withTenant(id))
    }

    fun withOptions(timeout: Duration?, attemptTimeout: Duration?, maxRetries: Int?): Session {
        val options =
            buildJsonObject {
                timeout?.let { put("timeout_ms", milliseconds(it)) }
                attemptTimeout?.let { put("attempt_timeout_ms", milliseconds(it)) }
                maxRetries?.let { put("max_retries", it) }
            }
        return with(client.withOptions(options))
    }

    private fun with(view: NativeClient) = Session(provider, view, credential, executor, lease, isView = true)

    fun describe(): String = client.describe()

    fun close() {
        client.refuseCalls()
        if (!isView) lease.close()
    }

    /** Asks the user's function, on a thread that may block, and tells the core what it said. */
    fun answerCredential(request: Long) {
        val function = credential ?: return
        credentials.launch {
            val answer = runCatching { function() }
            val reason = answer.exceptionOrNull()?.let { "the credential function threw $it" }
            answerNative(Completions.queue.toULong(), request.toULong(), answer.getOrNull(), reason)
        }
    }

    companion object {
        private val log = LoggerFactory.getLogger("dev.signbridge")
        private val TENANT = Regex("\\((company_id=\"(?:[^\"\\\\]|\\\\.)*\")")

        private val credentials =
            CoroutineScope(SupervisorJob() + Dispatchers.IO + CoroutineName("signbridge-credential"))

        fun open(config: ClientConfig): Session {
            NativeLibrary.load()
            val client = NativeClient.open(config.json())
            return Session(config.provider, client, config.credentialFunction, config.executor, Lease())
        }

        fun checkText(field: String, value: String) {
            if (!isWellFormed(value)) {
                val problem = "has half of a surrogate pair"
                throw ErrorRecord.ofField(ErrorKind.CONFIGURATION, field, problem).toException()
            }
        }
    }
}

/** Keeps the thread for completions: until the client is closed, or nobody reaches it and its views any more. */
internal class Lease {
    private val end: Cleaner.Cleanable

    init {
        Drain.joined()
        end = NativeClient.CLEANER.register(this, Drain::left)
    }

    fun close() = end.clean()
}

private class Suspended(override val session: Session, private val coroutine: CancellableContinuation<Reply>) : Waiter {
    /** Resumes on the coroutine's own dispatcher; a coroutine cancelled meanwhile ignores it. */
    override fun complete(reply: Reply) = coroutine.resume(reply)
}

/** Takes the end of a download where its chunks go. */
private class Receiver(override val session: Session, private val arrive: (Arrival) -> Unit) : Waiter {
    override fun complete(reply: Reply) = arrive(Arrival.End(reply))
}

private class WokenThread(override val session: Session) : Waiter {
    private val thread = Thread.currentThread()

    @Volatile private var reply: Reply? = null

    override fun complete(reply: Reply) {
        this.reply = reply
        LockSupport.unpark(thread)
    }

    fun await(ticket: Long): Reply {
        while (true) {
            reply?.let { return it }
            LockSupport.park(this)
            if (Thread.interrupted()) {
                Completions.cancel(ticket)
                thread.interrupt()
                throw CancellationException("the waiting thread was interrupted")
            }
        }
    }
}

/** Completing it from outside, also by a timeout, cancels the call. */
private class CallFuture<R> : CompletableFuture<R>() {
    @Volatile private var ticket = NONE

    fun cancels(ticket: Long) {
        this.ticket = ticket
        // It may have ended before the ticket was known; for a call that ended by itself this does nothing.
        if (isDone) Completions.cancel(ticket)
    }

    fun finish(executor: Executor, result: () -> R) {
        val work =
            Runnable {
                runCatching(result).fold({ super.complete(it) }, { super.completeExceptionally(it) })
            }
        runCatching { executor.execute(work) }.onFailure { super.completeExceptionally(it) }
    }

    override fun cancel(mayInterruptIfRunning: Boolean): Boolean =
        super.cancel(mayInterruptIfRunning).also { if (it) drop() }

    override fun complete(value: R): Boolean = super.complete(value).also { if (it) drop() }

    override fun completeExceptionally(failure: Throwable): Boolean =
        super.completeExceptionally(failure).also { if (it) drop() }

    private fun drop() {
        if (ticket != NONE) Completions.cancel(ticket)
    }

    private companion object {
        private const val NONE = 0L
    }
}
