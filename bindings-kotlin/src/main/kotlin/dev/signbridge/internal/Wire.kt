package dev.signbridge.internal

import dev.signbridge.Attempt
import dev.signbridge.AuthenticationException
import dev.signbridge.ConfigurationException
import dev.signbridge.ConflictException
import dev.signbridge.DecodeException
import dev.signbridge.Delivery
import dev.signbridge.ErrorKind
import dev.signbridge.FieldError
import dev.signbridge.FileInfo
import dev.signbridge.Header
import dev.signbridge.InternalException
import dev.signbridge.InvalidRequestException
import dev.signbridge.NotFoundException
import dev.signbridge.Outcome
import dev.signbridge.PermissionDeniedException
import dev.signbridge.QuotaExceededException
import dev.signbridge.RateLimitedException
import dev.signbridge.ResponseInfo
import dev.signbridge.SignbridgeException
import dev.signbridge.TimeoutException
import dev.signbridge.TransportException
import dev.signbridge.UnavailableException
import dev.signbridge.WebhookVerificationException
import kotlinx.serialization.SerialName
import kotlinx.serialization.Serializable
import kotlinx.serialization.json.Json
import kotlin.time.Duration
import kotlin.time.Duration.Companion.seconds

/** JSON as it crosses the border, in both directions. */
internal object Wire {
    val json: Json =
        Json {
            ignoreUnknownKeys = true
            explicitNulls = false
        }
}

private val ARGUMENT = Regex("`[a-z_]+`")
private val JOINT = Regex("_([a-z])")

/** The core's error record. */
@Serializable
internal data class ErrorRecord(
    val kind: ErrorKind,
    val provider: String = "",
    val operation: String? = null,
    val message: String,
    val status: Int? = null,
    val code: String? = null,
    @SerialName("request_id") val requestId: String? = null,
    @SerialName("idempotency_key") val idempotencyKey: String? = null,
    val fields: List<FieldError> = emptyList(),
    val retryable: Boolean = false,
    @SerialName("retry_after") val retryAfter: Double? = null,
    val attempts: List<Attempt> = emptyList(),
    val delivery: Delivery = Delivery.NOT_SENT,
    val body: String? = null,
) : java.io.Serializable {
    val retryAfterDuration: Duration? get() = retryAfter?.seconds

    /**
     * The core writes arguments in backticks, as Rust and Python spell them: `api_key`. Only its own words hold any, so
     * nothing that came from a provider is touched.
     */
    fun spelled(text: String): String {
        if (delivery != Delivery.NOT_SENT || status != null) return text
        return ARGUMENT.replace(text) { name -> JOINT.replace(name.value) { it.groupValues[1].uppercase() } }
    }

    val sentence: String get() = spelled(message)

    @Suppress("CyclomaticComplexMethod")
    fun toException(): SignbridgeException =
        when (kind) {
            ErrorKind.CONFIGURATION -> ConfigurationException(this)
            ErrorKind.AUTHENTICATION -> AuthenticationException(this)
            ErrorKind.PERMISSION_DENIED -> PermissionDeniedException(this)
            ErrorKind.NOT_FOUND -> NotFoundException(this)
            ErrorKind.INVALID_REQUEST -> InvalidRequestException(this)
            ErrorKind.CONFLICT -> ConflictException(this)
            ErrorKind.RATE_LIMITED -> RateLimitedException(this)
            ErrorKind.QUOTA_EXCEEDED -> QuotaExceededException(this)
            ErrorKind.UNAVAILABLE -> UnavailableException(this)
            ErrorKind.TIMEOUT -> TimeoutException(this)
            ErrorKind.TRANSPORT -> TransportException(this)
            ErrorKind.DECODE -> DecodeException(this)
            ErrorKind.WEBHOOK_VERIFICATION -> WebhookVerificationException(this)
            ErrorKind.INTERNAL -> InternalException(this)
        }

    companion object {
        private const val serialVersionUID: Long = 1

        fun parse(json: String): ErrorRecord = Wire.json.decodeFromString(serializer(), json)

        /** A wrong argument or setting, found here. */
        fun ofField(kind: ErrorKind, field: String, problem: String, operation: Operation? = null): ErrorRecord =
            ErrorRecord(
                kind = kind,
                provider = operation?.provider.orEmpty(),
                operation = operation?.id,
                message = "$field: $problem",
                fields = listOf(FieldError(field, problem)),
            )
    }
}

/** What accompanies a success. */
@Serializable
internal class ReplyMeta(
    @SerialName("request_id") private val requestId: String? = null,
    private val headers: List<List<String>> = emptyList(),
    private val attempts: List<Attempt> = emptyList(),
    @SerialName("idempotency_key") private val idempotencyKey: String? = null,
    private val file: FileMeta? = null,
    private val outcome: String? = null,
) {
    fun info(status: Int): ResponseInfo =
        ResponseInfo(
            status,
            headers.map { (name, value) -> Header(name, value) },
            requestId,
            attempts,
            idempotencyKey,
            file?.let { FileInfo(it.size, it.sha256, it.contentType) },
            outcome?.let { name -> Outcome.entries.firstOrNull { it.name.equals(name, ignoreCase = true) } },
        )
}

/** A line for the log that is about no call. */
@Serializable
internal class Notice(val level: String, val message: String) {
    companion object {
        fun parse(json: String): Notice = Wire.json.decodeFromString(serializer(), json)
    }
}

/** What is known of a call's file. */
@Serializable
internal class FileMeta(
    val size: Long,
    val sha256: String,
    @SerialName("content_type") val contentType: String? = null,
)

/** An endpoint: its position in the provider's table, and what errors and logs call it. */
internal class Operation(val provider: String, val index: Int, val id: String)
