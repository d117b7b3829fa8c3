package dev.signbridge

import kotlinx.serialization.KSerializer
import kotlinx.serialization.descriptors.PrimitiveKind
import kotlinx.serialization.descriptors.PrimitiveSerialDescriptor
import kotlinx.serialization.descriptors.SerialDescriptor
import kotlinx.serialization.encoding.Decoder
import kotlinx.serialization.encoding.Encoder
import kotlinx.serialization.json.JsonPrimitive
import kotlinx.serialization.json.booleanOrNull
import java.math.BigDecimal

/**
 * A text with known values. A value that the provider adds later is kept as it is, so an old client reads new answers.
 *
 * Compare with `==` (`equals` in Java), also in `when`. A subclass offers the known values as constants, and `of` for any
 * other. These are classes rather than `value class`es because Java can neither make nor pass those.
 *
 * @property value the text on the wire.
 */
public abstract class OpenEnum internal constructor(public val value: String) {
    final override fun equals(other: Any?): Boolean =
        this === other || (other is OpenEnum && other.javaClass == javaClass && other.value == value)

    final override fun hashCode(): Int = value.hashCode()

    /** The text on the wire. */
    final override fun toString(): String = value
}

/** Reads and writes the text alone. */
internal open class OpenEnumSerializer<E : OpenEnum>(name: String, private val of: (String) -> E) : KSerializer<E> {
    override val descriptor: SerialDescriptor = PrimitiveSerialDescriptor("dev.signbridge.$name", PrimitiveKind.STRING)

    override fun serialize(encoder: Encoder, value: E) = encoder.encodeString(value.value)

    override fun deserialize(decoder: Decoder): E = of(decoder.decodeString())
}

/**
 * One of several primitives, where the wire allows more than one.
 *
 * Compare with `==` (`equals` in Java). A subclass makes values with `of`.
 */
public abstract class PrimitiveUnion internal constructor(internal val json: JsonPrimitive) {
    /** The text; `null` if it is none. */
    public val text: String? get() = json.content.takeIf { json.isString }

    /** The number, exactly as it came; `null` if it is none. */
    public val number: BigDecimal? get() = if (json.isString) null else json.content.toBigDecimalOrNull()

    /** True or false; `null` if it is neither. */
    public val boolean: Boolean? get() = json.booleanOrNull.takeUnless { json.isString }

    final override fun equals(other: Any?): Boolean =
        this === other || (other is PrimitiveUnion && other.javaClass == javaClass && other.json == json)

    final override fun hashCode(): Int = json.hashCode()

    /** The text or number alone. */
    final override fun toString(): String = json.content
}

/** Reads and writes the primitive alone. */
internal open class PrimitiveUnionSerializer<U : PrimitiveUnion>(name: String, private val of: (JsonPrimitive) -> U) :
    KSerializer<U> {
    override val descriptor: SerialDescriptor = PrimitiveSerialDescriptor("dev.signbridge.$name", PrimitiveKind.STRING)

    override fun serialize(encoder: Encoder, value: U) =
        encoder.encodeSerializableValue(JsonPrimitive.serializer(), value.json)

    override fun deserialize(decoder: Decoder): U = of(decoder.decodeSerializableValue(JsonPrimitive.serializer()))
}
