package dev.signbridge.scenarios

import dev.signbridge.FileContent
import dev.signbridge.InlineFile
import dev.signbridge.internal.InlineFiles
import dev.signbridge.internal.Wire
import kotlinx.serialization.DeserializationStrategy
import kotlinx.serialization.KSerializer
import kotlinx.serialization.builtins.ListSerializer
import kotlinx.serialization.json.JsonArray
import kotlinx.serialization.json.JsonElement
import kotlinx.serialization.json.JsonNull
import kotlinx.serialization.json.JsonObject
import kotlinx.serialization.json.JsonPrimitive
import kotlinx.serialization.json.buildJsonObject
import kotlinx.serialization.json.jsonObject
import kotlinx.serialization.json.jsonPrimitive
import kotlinx.serialization.json.put
import java.io.InputStream
import java.nio.file.Files
import java.nio.file.Path
import java.util.Base64

/** A step's arguments, by their wire names. */
class Args(private val json: JsonObject) {
    fun <T> required(name: String, type: DeserializationStrategy<T>): T =
        optional(name, type) ?: error("the step has no $name")

    fun <T> optional(name: String, type: DeserializationStrategy<T>): T? =
        json[name]?.takeUnless { it is JsonNull }?.let {
            val files = ArrayList<InlineFile>()
            val value = marked(it, files)
            InlineFiles.reading(files) { Wire.json.decodeFromJsonElement(type, value) }
        }

    fun file(): FileContent =
        when (val file = json["file"]) {
            null -> FileContent.of(decoded(json.getValue("file_base64")))
            else -> given(file.jsonObject, FileContent::of, FileContent::of, FileContent::of)
        }

    /** With each `{$file, as}` taken out, and what stands for it left. */
    private fun marked(value: JsonElement, files: MutableList<InlineFile>): JsonElement =
        when {
            value is JsonArray -> JsonArray(value.map { marked(it, files) })

            value is JsonObject && "\$file" in value -> {
                files += given(value, InlineFile::of, InlineFile::of, InlineFile::of)
                JsonPrimitive(InlineFiles.mark(files.size - 1))
            }

            value is JsonObject -> JsonObject(value.mapValues { (_, member) -> marked(member, files) })

            else -> value
        }

    private fun <T> given(
        file: JsonObject,
        bytes: (ByteArray) -> T,
        path: (Path) -> T,
        stream: (InputStream, Long?) -> T,
    ): T {
        val content = decoded(file.getValue("\$file"))
        return when (val way = file.getValue("as").jsonPrimitive.content) {
            "bytes" -> bytes(content)
            "path" -> path(Files.write(temporary(), content))
            "stream" -> stream(content.inputStream(), null)
            "measured_stream" -> stream(content.inputStream(), content.size.toLong())
            else -> error("a file is not given as $way")
        }
    }

    private fun temporary(): Path = Files.createTempFile("signbridge", ".pdf").also { it.toFile().deleteOnExit() }

    private fun decoded(text: JsonElement): ByteArray = Base64.getDecoder().decode(text.jsonPrimitive.content)
}

/** How a result becomes JSON again. */
sealed interface Rendering {
    fun toJson(result: Any?): JsonElement

    class Value<T>(private val type: KSerializer<T>) : Rendering {
        @Suppress("UNCHECKED_CAST")
        override fun toJson(result: Any?): JsonElement = Wire.json.encodeToJsonElement(type, result as T)
    }

    class Items<T>(private val type: KSerializer<T>) : Rendering {
        @Suppress("UNCHECKED_CAST")
        override fun toJson(result: Any?): JsonElement =
            Wire.json.encodeToJsonElement(ListSerializer(type), result as List<T>)
    }

    data object Bytes : Rendering {
        override fun toJson(result: Any?): JsonElement =
            buildJsonObject { put("base64", Base64.getEncoder().encodeToString(result as ByteArray)) }
    }

    data object Nothing : Rendering {
        override fun toJson(result: Any?): JsonElement = JsonNull
    }
}

internal fun textOf(element: JsonElement): List<String> =
    when (element) {
        is JsonArray -> element.flatMap(::textOf)
        is JsonPrimitive -> listOf(element.content)
        is JsonObject -> error("a query parameter is no object")
    }
