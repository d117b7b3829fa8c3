// ---- Sample.kt
import dev.signbridge.internal.WebhookVerifier
import dev.signbridge.sample.ThingEvent
import kotlin.time.toJavaDuration
        /**
         * Verifies that a delivery of a webhook is Sample's and as it left there, and reads it. It needs no client and does
         * not wait.
         *
         * @param body the bytes as they arrived, before anything has parsed or decoded them.
         * @param headers the request's headers. Case does not matter.
         * @param secret The secret of the webhook.
         * @param tolerance how far `X-Sample-Time` may be from now, in either direction. That time is not signed, and
         * it is the event's, which a retry days later may keep: so it is not looked at unless this is given, and what
         * protects against repetition is to note which events were dealt with.
         * @throws WebhookVerificationException if the signature is missing, malformed or does not fit, or the time
         * does not. Answer 400, and do nothing.
         * @throws DecodeException if it is signed, and not an event.
         * @throws ConfigurationException if the secret is empty.
         */
        @JvmStatic
        @JvmOverloads
        public fun verifyWebhook(
            body: ByteArray,
            headers: Map<String, List<String>>,
            secret: String,
            tolerance: java.time.Duration? = null,
        ): ThingEvent = verifyWebhook(body, headers, listOf(secret), tolerance)
        /** The same with Kotlin's own duration. */
        @JvmSynthetic
        public fun verifyWebhook(
            body: ByteArray,
            headers: Map<String, List<String>>,
            secret: String,
            tolerance: Duration,
        ): ThingEvent = verifyWebhook(body, headers, secret, tolerance.toJavaDuration())
        /** The same with several secrets, while one takes the place of another: it is enough that one fits. */
        @JvmStatic
        @JvmOverloads
        public fun verifyWebhook(
            body: ByteArray,
            headers: Map<String, List<String>>,
            secrets: List<String>,
            tolerance: java.time.Duration? = null,
        ): ThingEvent =
            WebhookVerifier.verify("sample", ThingEvent.serializer(), body, headers, secrets, tolerance)
        /** The same with several secrets and Kotlin's own duration. */
        @JvmSynthetic
        public fun verifyWebhook(
            body: ByteArray,
            headers: Map<String, List<String>>,
            secrets: List<String>,
            tolerance: Duration,
        ): ThingEvent = verifyWebhook(body, headers, secrets, tolerance.toJavaDuration())
// ---- Answers.kt
import kotlinx.serialization.Serializable
/** A thing is done. */
@Serializable
public data class ThingDone(
    /** To which. */
    public val thing: String? = null,
) : ThingEvent
/** A thing is gone. */
@Serializable
public class ThingGone(
) : ThingEvent
// ---- Values.kt
import dev.signbridge.internal.TaggedUnionSerializer
import dev.signbridge.internal.Variant
import kotlinx.serialization.Serializable
import kotlinx.serialization.json.JsonObject
/**
 * Something happened to a thing.
 *
 * What fits none of them is an [OtherThingEvent].
 */
@Serializable(with = ThingEventSerializer::class)
public sealed interface ThingEvent
internal object ThingEventSerializer : TaggedUnionSerializer<ThingEvent>(
    "sample.ThingEvent",
    "event",
    mapOf(
        "done" to Variant(ThingDone::class, ThingDone.serializer()),
        "gone" to Variant(ThingGone::class, ThingGone.serializer()),
    ),
    ::OtherThingEvent,
    { (it as? OtherThingEvent)?.json },
)
/**
 * A [ThingEvent] that this version does not know, or that lacks a member which it should have.
 *
 * @property json as it came.
 */
public data class OtherThingEvent(public val json: JsonObject) : ThingEvent
// ---- SampleDispatcher.kt
import dev.signbridge.sample.ThingEvent
import kotlinx.serialization.builtins.serializer
        delivery.run {
            val event =
                when {
                    tolerance != null -> Sample.verifyWebhook(body, headers, secrets, tolerance)
                    secrets.size == 1 -> Sample.verifyWebhook(body, headers, secrets.first())
                    else -> Sample.verifyWebhook(body, headers, secrets)
                }
            Rendering.Value(ThingEvent.serializer()).toJson(event)
        }
