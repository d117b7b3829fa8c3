package dev.signbridge.internal

import dev.signbridge.ErrorKind
import dev.signbridge.FileContent
import dev.signbridge.SignbridgeException
import kotlinx.serialization.KSerializer
import kotlinx.serialization.SerializationException
import kotlinx.serialization.json.Json
import kotlinx.serialization.json.JsonArray
import kotlinx.serialization.json.JsonElement
import kotlinx.serialization.json.JsonObject
import kotlinx.serialization.json.JsonPrimitive
import java.nio.charset.CharacterCodingException

/** The arguments of one call on their way to bytes. What JSON or UTF-8 cannot express is refused, and the field named. */
internal class Arguments(private val operation: Operation) {
    private val texts = ArrayList<String>()

    /** Names and values of the parameters, one after the other. */
    val params: List<String> get() = texts

    private val inlined = ArrayList<FileContent>()

    /** What stands beside the JSON body. */
    val files: List<FileContent> get() = inlined

    fun text(name: String, value: String?): Arguments =
        apply {
            if (value != null) add(name, value)
        }

    fun number(name: String, value: Number?): Arguments =
        apply {
            if (value == null) return@apply
            if (value is Double && !value.isFinite()) throw invalid(name, "$value is not a number that can be sent")
            add(name, value.toString())
        }

    fun flag(name: String, value: Boolean?): Arguments =
        apply {
            if (value != null) add(name, value.toString())
        }

    fun texts(name: String, values: Iterable<Any>?): Arguments =
        apply {
            values?.forEach { add(name, it.toString()) }
        }

    fun <T> json(serializer: KSerializer<T>, value: T): ByteArray =
        InlineFiles.writing(inlined) {
            try {
                Wire.json.encodeToString(serializer, value).encodeToByteArray(throwOnInvalidSequence = true)
            } catch (failure: SerializationException) {
                throw unserialisable(serializer, value, failure)
            } catch (failure: CharacterCodingException) {
                throw unserialisable(serializer, value, failure)
            }
        }

    /** Looks for the culprit; only after serialising failed, so it may be slow. */
    private fun <T> unserialisable(serializer: KSerializer<T>, value: T, failure: Exception): SignbridgeException {
        val tree =
            try {
                tolerant.encodeToJsonElement(serializer, value)
            } catch (_: SerializationException) {
                return invalid("body", "cannot be written as JSON").withCause(failure)
            }
        val (path, problem) = culprit(tree, "") ?: ("" to "cannot be written as JSON")
        return invalid(path.ifEmpty { "body" }, problem).withCause(failure)
    }

    private fun add(name: String, value: String) {
        if (!isWellFormed(value)) throw invalid(name, BROKEN_TEXT)
        texts += name
        texts += value
    }

    private fun invalid(field: String, problem: String) =
        ErrorRecord.ofField(ErrorKind.INVALID_REQUEST, field, problem, operation).toException()

    private companion object {
        private const val BROKEN_TEXT = "has half of a surrogate pair, which no text on the wire can have"

        private val tolerant =
            Json(Wire.json) {
                allowSpecialFloatingPointValues = true
            }

        private fun culprit(element: JsonElement, path: String): Pair<String, String>? =
            when (element) {
                is JsonObject ->
                    element.entries.firstNotNullOfOrNull { (name, value) ->
                        val member = if (path.isEmpty()) name else "$path.$name"
                        if (isWellFormed(name)) culprit(value, member) else path to "a key in it $BROKEN_TEXT"
                    }

                is JsonArray ->
                    element.withIndex().firstNotNullOfOrNull { (i, item) -> culprit(item, "$path[$i]") }

                is JsonPrimitive ->
                    when {
                        element.isString -> BROKEN_TEXT.takeUnless { isWellFormed(element.content) }
                        element.content in NOT_NUMBERS -> "${element.content} is not a number in JSON"
                        else -> null
                    }?.let { path to it }
            }

        private val NOT_NUMBERS = setOf("NaN", "Infinity", "-Infinity")

        private fun <E : Throwable> E.withCause(cause: Throwable): E = apply { initCause(cause) }
    }
}

/** Whether every surrogate has its other half. */
internal fun isWellFormed(text: String): Boolean {
    var position = 0
    while (position < text.length) {
        val char = text[position++]
        if (!char.isSurrogate()) continue
        val isPair = char.isHighSurrogate() && position < text.length && text[position].isLowSurrogate()
        if (!isPair) return false
        position++
    }
    return true
}
