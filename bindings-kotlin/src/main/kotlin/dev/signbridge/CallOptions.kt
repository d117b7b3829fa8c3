package dev.signbridge

import java.util.function.BiConsumer
import java.util.function.Consumer
import kotlin.time.Duration
import kotlin.time.toKotlinDuration

/**
 * What one call may set apart from its arguments.
 *
 * ```kotlin
 * client.cases.get(id, CallOptions(timeout = 5.seconds, onResponse = { println(it.requestId) }))
 * ```
 *
 * From Java: `CallOptions.builder().timeout(Duration.ofSeconds(5)).build()`.
 *
 * @property timeout time for the whole call with all its attempts and pauses, more than zero, at most a day. Default: the
 *   client's.
 * @property maxRetries how often a failed attempt may be repeated, from 0. Default: the client's.
 * @property headers further request headers. Those that carry credentials or frame the message are refused.
 * @property idempotencyKey the idempotency key, where the provider honours one.
 * @property priority which calls go first when the rate limit makes them wait.
 * @property reconcile whether to look for what the call should have created when its outcome is unknown, where the provider
 *   has a way to look. Default: the client's.
 * @property onResponse is told status, headers, request id and attempts of a successful call, before the call returns
 *   (for a future: before it completes, on its executor). What it throws is logged, and the result returned.
 * @property onProgress is told, on a thread that may wait, how many bytes of the call's file have gone or come so far, and
 *   how many there are, where that is known: at the end, and on the way after each 1 MiB or 100 ms. The number falls when
 *   a transfer starts anew. What it throws ends the call.
 */
public class CallOptions(
    public val timeout: Duration? = null,
    public val maxRetries: Int? = null,
    headers: Map<String, String> = emptyMap(),
    public val idempotencyKey: String? = null,
    public val onResponse: ((ResponseInfo) -> Unit)? = null,
    public val onProgress: ((bytes: Long, total: Long?) -> Unit)? = null,
    public val priority: Priority? = null,
    public val reconcile: Boolean? = null,
) {
    public val headers: Map<String, String> = headers.toMap()

    override fun toString(): String =
        "CallOptions(timeout=$timeout, maxRetries=$maxRetries, headers=${headers.keys}, " +
            "idempotencyKey=$idempotencyKey, priority=$priority, reconcile=$reconcile)"

    /** Makes options, for Java. */
    public class Builder internal constructor() {
        private var timeout: Duration? = null
        private var maxRetries: Int? = null
        private val headers = LinkedHashMap<String, String>()
        private var idempotencyKey: String? = null
        private var onResponse: ((ResponseInfo) -> Unit)? = null
        private var onProgress: ((Long, Long?) -> Unit)? = null
        private var priority: Priority? = null
        private var reconcile: Boolean? = null

        /** See [CallOptions.timeout]. */
        public fun timeout(value: java.time.Duration): Builder = apply { timeout = value.toKotlinDuration() }

        /** See [CallOptions.maxRetries]. */
        public fun maxRetries(value: Int): Builder = apply { maxRetries = value }

        /** Adds one of [CallOptions.headers]. */
        public fun header(name: String, value: String): Builder = apply { headers[name] = value }

        /** See [CallOptions.idempotencyKey]. */
        public fun idempotencyKey(value: String): Builder = apply { idempotencyKey = value }

        /** See [CallOptions.priority]. */
        public fun priority(value: Priority): Builder = apply { priority = value }

        /** See [CallOptions.reconcile]. */
        public fun reconcile(value: Boolean): Builder = apply { reconcile = value }

        /** See [CallOptions.onResponse]. */
        public fun onResponse(value: Consumer<ResponseInfo>): Builder = apply { onResponse = value::accept }

        /** See [CallOptions.onProgress]. */
        public fun onProgress(value: BiConsumer<Long, Long?>): Builder = apply { onProgress = value::accept }

        /** The options. */
        public fun build(): CallOptions =
            CallOptions(timeout, maxRetries, headers, idempotencyKey, onResponse, onProgress, priority, reconcile)
    }

    public companion object {
        /** Nothing set. */
        @JvmField
        public val DEFAULT: CallOptions = CallOptions()

        /** Starts a builder, for Java. */
        @JvmStatic
        public fun builder(): Builder = Builder()
    }
}

/** Which calls go first when the rate limit makes them wait. */
public enum class Priority(internal val wire: String) {
    /** Somebody waits for it. The default. */
    INTERACTIVE("interactive"),

    /** It can wait: it goes when nothing interactive does, and every tenth time even so. */
    BATCH("batch"),
}

/** What became of a call that is looked up when its outcome is unknown. */
public enum class Outcome {
    /** This answer is the creation's own. */
    CREATED,

    /** An earlier attempt had created it, and it was found. */
    FOUND,
}

/**
 * How a successful call went.
 *
 * @property status the HTTP status.
 * @property headers the answer's headers in order, names in lower case; a name may come more than once.
 * @property requestId the provider's id of the request, for its support.
 * @property attempts every try, the successful one last.
 * @property idempotencyKey the key by which the provider recognises a repetition, where it honours one: yours, or the
 * one that was made for the call.
 * @property file the file that was sent or received.
 * @property outcome of a call that is looked up when its outcome is unknown: whether it was created or found.
 */
public class ResponseInfo internal constructor(
    public val status: Int,
    public val headers: List<Header>,
    public val requestId: String?,
    public val attempts: List<Attempt>,
    public val idempotencyKey: String? = null,
    public val file: FileInfo? = null,
    public val outcome: Outcome? = null,
) {
    /** The first header of that name, in any case. */
    public fun header(name: String): String? = headers.firstOrNull { it.name.equals(name, ignoreCase = true) }?.value

    override fun toString(): String =
        "ResponseInfo(status=$status, requestId=$requestId, attempts=${attempts.size})"
}

/**
 * One header of an answer.
 *
 * @property name in lower case.
 * @property value as it came.
 */
public data class Header(public val name: String, public val value: String)
