package dev.signbridge.internal

import kotlinx.serialization.KSerializer
import kotlinx.serialization.SerializationException
import kotlinx.serialization.descriptors.SerialDescriptor
import kotlinx.serialization.encoding.Decoder
import kotlinx.serialization.encoding.Encoder
import kotlinx.serialization.json.JsonDecoder
import kotlinx.serialization.json.JsonEncoder
import kotlinx.serialization.json.JsonObject
import kotlinx.serialization.json.JsonPrimitive
import kotlinx.serialization.json.contentOrNull
import kotlinx.serialization.json.jsonObject
import kotlin.reflect.KClass

/** One of the classes of a tagged union. */
internal class Variant<T : Any>(val type: KClass<T>, val serializer: KSerializer<T>)

/**
 * Reads and writes an object that is one of several classes, told apart by the member [tag].
 *
 * The library's own polymorphism refuses a tag that it does not know, and one odd object would make a whole answer
 * unreadable: here it is kept as it came.
 */
internal open class TaggedUnionSerializer<U : Any>(
    name: String,
    private val tag: String,
    private val variants: Map<String, Variant<out U>>,
    private val other: (JsonObject) -> U,
    private val unread: (U) -> JsonObject?,
) : KSerializer<U> {
    override val descriptor: SerialDescriptor =
        SerialDescriptor("dev.signbridge.$name", JsonObject.serializer().descriptor)

    override fun serialize(encoder: Encoder, value: U) {
        val json = (encoder as JsonEncoder).json
        val written = unread(value)
        if (written != null) return encoder.encodeJsonElement(written)
        val (text, variant) = variants.entries.first { (_, variant) -> variant.type.isInstance(value) }
        @Suppress("UNCHECKED_CAST")
        val members = json.encodeToJsonElement((variant as Variant<U>).serializer, value).jsonObject
        encoder.encodeJsonElement(JsonObject(mapOf(tag to JsonPrimitive(text)) + members))
    }

    override fun deserialize(decoder: Decoder): U {
        decoder as JsonDecoder
        val members =
            decoder.decodeJsonElement() as? JsonObject ?: throw SerializationException("not an object")
        val variant = variants[(members[tag] as? JsonPrimitive)?.contentOrNull] ?: return other(members)
        return try {
            decoder.json.decodeFromJsonElement(variant.serializer, JsonObject(members - tag))
        } catch (_: SerializationException) {
            other(members)
        }
    }
}
