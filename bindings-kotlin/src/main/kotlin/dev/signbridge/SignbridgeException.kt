package dev.signbridge

import dev.signbridge.internal.ErrorRecord
import kotlin.time.Duration
import kotlin.time.toJavaDuration

/**
 * Why a call did not succeed, or a client could not be built.
 *
 * There is one class for each kind of failure, so that `when` is exhaustive and Java catches what it can handle:
 *
 * ```kotlin
 * try {
 *     client.cases.create(newCase)
 * } catch (error: RateLimitedException) {
 *     delay(error.retryAfter ?: 1.minutes)
 * } catch (error: SignbridgeException) {
 *     if (error.delivery == Delivery.MAYBE) lookItUpBeforeSendingAgain(newCase.referenceId) else throw error
 * }
 * ```
 *
 * [message] is one sentence for a person. Neither it nor [toString] hold a body or a secret. Cancelling a coroutine or a
 * future is not a failure of this kind: it stays the host's own [kotlin.coroutines.cancellation.CancellationException].
 */
public sealed class SignbridgeException(internal val record: ErrorRecord) : RuntimeException(record.sentence) {
    /** What went wrong. Each kind has a class. */
    public val kind: ErrorKind get() = record.kind

    /** The provider's name, such as `nextsign`; empty where none is involved. */
    public val provider: String get() = record.provider

    /** The operation, such as `cases.create`; absent when no call was made. */
    public val operation: String? get() = record.operation

    /** The HTTP status, if an answer came. NextSign reports some errors with 200. */
    public val status: Int? get() = record.status

    /** The provider's own code, as it spells it. */
    public val code: String? get() = record.code

    /** The provider's id of the request, for its support. */
    public val requestId: String? get() = record.requestId

    /**
     * The key by which the provider recognises a repetition, where it honours one. When [delivery] is
     * [Delivery.MAYBE], call again with it and the same arguments to find out what became of the call.
     */
    public val idempotencyKey: String? get() = record.idempotencyKey

    /** The arguments that are wrong. */
    public val fields: List<FieldError> get() = record.fields.map { it.copy(message = record.spelled(it.message)) }

    /** Whether sending the same call again later is safe and may succeed. */
    public val isRetryable: Boolean get() = record.retryable

    /** How long the provider asked to wait, or how long the wait was that did not fit the deadline. */
    public val retryAfter: Duration? get() = record.retryAfterDuration

    /** [retryAfter], for Java. */
    @get:JvmName("getRetryAfter")
    public val javaRetryAfter: java.time.Duration? get() = retryAfter?.toJavaDuration()

    /** Every try, in order; empty when nothing was tried. */
    public val attempts: List<Attempt> get() = record.attempts

    /** Whether the provider may have acted. */
    public val delivery: Delivery get() = record.delivery

    /** The start of the answer, at most 2 kB, with secrets masked. */
    public val body: String? get() = record.body

    /** One line: class, operation, message, and what identifies the request. */
    override fun toString(): String =
        buildString {
            append(this@SignbridgeException.javaClass.name).append(": ")
            record.operation?.let { append(it).append(": ") }
            append(record.sentence)
            val details =
                listOfNotNull(
                    record.status?.let { "status $it" },
                    record.code?.let { "code $it" },
                    record.requestId?.let { "request $it" },
                    record.attempts.size.takeIf { it > 1 }?.let { "$it attempts" },
                    "the provider may have acted".takeIf { record.delivery == Delivery.MAYBE },
                )
            if (details.isNotEmpty()) append(details.joinToString(prefix = " (", postfix = ")"))
        }
}

/** The client cannot be built as asked: a key, tenant, address or the native library is missing or malformed. */
public class ConfigurationException internal constructor(record: ErrorRecord) : SignbridgeException(record)

/** The provider does not accept the credential. */
public class AuthenticationException internal constructor(record: ErrorRecord) : SignbridgeException(record)

/** The credential is good, but may not do this. */
public class PermissionDeniedException internal constructor(record: ErrorRecord) : SignbridgeException(record)

/** There is no such thing, or it belongs to another tenant. */
public class NotFoundException internal constructor(record: ErrorRecord) : SignbridgeException(record)

/** The arguments are wrong; [fields] names them. Found before sending (`delivery` is `NOT_SENT`) or by the provider. */
public class InvalidRequestException internal constructor(record: ErrorRecord) : SignbridgeException(record)

/** It contradicts the present state, such as deleting what is being signed. */
public class ConflictException internal constructor(record: ErrorRecord) : SignbridgeException(record)

/** Too many requests; [retryAfter] says how long to wait, if the provider did. */
public class RateLimitedException internal constructor(record: ErrorRecord) : SignbridgeException(record)

/** Credits or plan are used up; waiting does not help. */
public class QuotaExceededException internal constructor(record: ErrorRecord) : SignbridgeException(record)

/** The provider failed or is in maintenance. */
public class UnavailableException internal constructor(record: ErrorRecord) : SignbridgeException(record)

/** No answer in time; which limit struck is in the message. */
public class TimeoutException internal constructor(record: ErrorRecord) : SignbridgeException(record)

/** The connection failed or was cut. */
public class TransportException internal constructor(record: ErrorRecord) : SignbridgeException(record)

/** An answer came and cannot be understood. */
public class DecodeException internal constructor(record: ErrorRecord) : SignbridgeException(record)

/** A webhook is not what its signature says. */
public class WebhookVerificationException internal constructor(record: ErrorRecord) : SignbridgeException(record)

/** A defect in this library. */
public class InternalException internal constructor(record: ErrorRecord) : SignbridgeException(record)
