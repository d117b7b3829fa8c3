package dev.signbridge.scenarios

import dev.signbridge.FileContent
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
import kotlinx.serialization.json.jsonPrimitive
import kotlinx.serialization.json.put
import java.util.Base64

/** A step's arguments, by their wire names. */
class Args(private val json: JsonObject) {
    fun <T> required(name: String, type: DeserializationStrategy<T>): T =
        optional(name, type) ?: error("the step has no $name")

    fun <T> optional(name: String, type: DeserializationStrategy<T>): T? =
        json[name]?.takeUnless { it is JsonNull }?.let { Wire.json.decodeFromJsonElement(type, it) }

    fun file(): FileContent =
        FileContent.of(Base64.getDecoder().decode(json.getValue("file_base64").jsonPrimitive.content))
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
