package dev.signbridge

import kotlinx.serialization.SerialName
import kotlinx.serialization.Serializable
import kotlin.time.Duration
import kotlin.time.Duration.Companion.milliseconds
import kotlin.time.toJavaDuration

/** What went wrong, independent of what became of the request ([Delivery]). */
@Serializable
public enum class ErrorKind {
    /** See [ConfigurationException]. */
    @SerialName("configuration")
    CONFIGURATION,

    /** See [AuthenticationException]. */
    @SerialName("authentication")
    AUTHENTICATION,

    /** See [PermissionDeniedException]. */
    @SerialName("permission_denied")
    PERMISSION_DENIED,

    /** See [NotFoundException]. */
    @SerialName("not_found")
    NOT_FOUND,

    /** See [InvalidRequestException]. */
    @SerialName("invalid_request")
    INVALID_REQUEST,

    /** See [ConflictException]. */
    @SerialName("conflict")
    CONFLICT,

    /** See [RateLimitedException]. */
    @SerialName("rate_limited")
    RATE_LIMITED,

    /** See [QuotaExceededException]. */
    @SerialName("quota_exceeded")
    QUOTA_EXCEEDED,

    /** See [UnavailableException]. */
    @SerialName("unavailable")
    UNAVAILABLE,

    /** See [TimeoutException]. */
    @SerialName("timeout")
    TIMEOUT,

    /** See [TransportException]. */
    @SerialName("transport")
    TRANSPORT,

    /** See [DecodeException]. */
    @SerialName("decode")
    DECODE,

    /** See [WebhookVerificationException]. */
    @SerialName("webhook_verification")
    WEBHOOK_VERIFICATION,

    /** See [InternalException]. */
    @SerialName("internal")
    INTERNAL,
}

/** Whether the provider may have acted on a request. What callers of a signing API need most. */
@Serializable
public enum class Delivery {
    /**
     * It did not leave this machine whole, or what it should have created was looked for and is certainly not there:
     * nothing happened.
     */
    @SerialName("not_sent")
    NOT_SENT,

    /** It was sent, and no answer says what became of it: none came, it was cut or cannot be read, or it is a 408 or 5xx. */
    @SerialName("maybe")
    MAYBE,

    /** The provider answered, and that is its decision. Of a single attempt: at least the status of its answer arrived. */
    @SerialName("answered")
    ANSWERED,
}

/**
 * A field of the request that is wrong.
 *
 * @property field the argument or member: `company_id`, `documents[0].file`.
 * @property message what is wrong with it, and what would be right.
 */
@Serializable
public data class FieldError(public val field: String, public val message: String) : java.io.Serializable {
    internal companion object {
        private const val serialVersionUID: Long = 1
    }
}

/**
 * One try at a call.
 *
 * @property number counts from 1.
 * @property status the HTTP status, if one came.
 * @property error what went wrong, if anything did.
 * @property delivery whether this try may have been acted on.
 * @property reason why the next step was what it was.
 */
@Serializable
@ConsistentCopyVisibility
public data class Attempt internal constructor(
    public val number: Int,
    public val status: Int? = null,
    public val error: ErrorKind? = null,
    public val delivery: Delivery,
    public val reason: String,
    @SerialName("duration_ms") internal val durationMillis: Double,
    @SerialName("backoff_ms") internal val backoffMillis: Double? = null,
) : java.io.Serializable {
    /** From signing the request to the end of the body. */
    public val duration: Duration get() = durationMillis.milliseconds

    /** The pause before the next try; absent after the last. */
    public val backoff: Duration? get() = backoffMillis?.milliseconds

    /** [duration], for Java. */
    @get:JvmName("getDuration")
    public val javaDuration: java.time.Duration get() = duration.toJavaDuration()

    /** [backoff], for Java. */
    @get:JvmName("getBackoff")
    public val javaBackoff: java.time.Duration? get() = backoff?.toJavaDuration()

    internal companion object {
        private const val serialVersionUID: Long = 1
    }
}
