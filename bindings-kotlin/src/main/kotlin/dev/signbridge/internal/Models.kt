package dev.signbridge.internal

import dev.signbridge.ErrorKind
import kotlinx.serialization.ExperimentalSerializationApi
import kotlinx.serialization.KSerializer
import kotlinx.serialization.Serializable
import kotlinx.serialization.SerializationException
import kotlinx.serialization.descriptors.PrimitiveKind
import kotlinx.serialization.descriptors.PrimitiveSerialDescriptor
import kotlinx.serialization.descriptors.SerialDescriptor
import kotlinx.serialization.encoding.Decoder
import kotlinx.serialization.encoding.Encoder
import kotlinx.serialization.json.JsonDecoder
import kotlinx.serialization.json.JsonEncoder
import kotlinx.serialization.json.JsonPrimitive
import kotlinx.serialization.json.JsonUnquotedLiteral
import java.math.BigDecimal

/** Money and the like: never a binary float on its way. */
internal typealias Decimal =
    @Serializable(with = DecimalSerializer::class)
    BigDecimal

/** As a JSON number, digit for digit. Text is read too. */
internal object DecimalSerializer : KSerializer<BigDecimal> {
    override val descriptor: SerialDescriptor = PrimitiveSerialDescriptor("dev.signbridge.Decimal", PrimitiveKind.STRING)

    @OptIn(ExperimentalSerializationApi::class)
    override fun serialize(encoder: Encoder, value: BigDecimal) {
        if (encoder is JsonEncoder) {
            encoder.encodeJsonElement(JsonUnquotedLiteral(value.toPlainString()))
        } else {
            encoder.encodeString(value.toPlainString())
        }
    }

    override fun deserialize(decoder: Decoder): BigDecimal {
        val text =
            if (decoder is JsonDecoder) {
                (decoder.decodeJsonElement() as? JsonPrimitive)?.content.orEmpty()
            } else {
                decoder.decodeString()
            }
        return text.toBigDecimalOrNull() ?: throw SerializationException("not a decimal number")
    }
}

/** What `toString` shows of a personal or secret value. */
internal fun redacted(value: Any?): String = if (value == null) "null" else "[redacted]"

/** A builder's member that must have been set. */
internal fun <T : Any> required(name: String, value: T?): T =
    value ?: throw ErrorRecord.ofField(ErrorKind.INVALID_REQUEST, name, "must be given").toException()
