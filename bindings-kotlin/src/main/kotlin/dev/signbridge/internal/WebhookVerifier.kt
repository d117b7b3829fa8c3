package dev.signbridge.internal

import dev.signbridge.ErrorKind
import kotlinx.serialization.DeserializationStrategy
import kotlinx.serialization.SerializationException
import java.time.Duration
import dev.signbridge.internal.uniffi.verifyWebhook as verifyNative

/** Verifying webhooks: what `verifyWebhook` of the clients does. It only computes: no client, no connection, no waiting. */
internal object WebhookVerifier {
    private const val NANOS = 1e6
    private const val MILLIS = 1e3

    /** The delivery as an event, if its signature fits. */
    @Suppress("LongParameterList")
    fun <T> verify(
        provider: String,
        event: DeserializationStrategy<T>,
        body: ByteArray,
        headers: Map<String, List<String>>,
        secrets: List<String>,
        tolerance: Duration? = null,
    ): T {
        NativeLibrary.load()
        val flat = headers.flatMap { (name, values) -> values.flatMap { listOf(name, it) } }
        val milliseconds = tolerance?.let { it.seconds * MILLIS + it.nano / NANOS }
        NativeClient.refusing { verifyNative(provider, body, flat, secrets, milliseconds) }
        return try {
            Wire.json.decodeFromString(event, body.decodeToString())
        } catch (cause: SerializationException) {
            val message = "the signature fits, but the body is not what the provider documents"
            val record = ErrorRecord(kind = ErrorKind.DECODE, provider = provider, message = message)
            throw record.toException().apply { initCause(cause) }
        }
    }
}
