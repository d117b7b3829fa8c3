package dev.signbridge.internal

import dev.signbridge.ConfigurationException
import dev.signbridge.ErrorKind
import kotlinx.serialization.json.JsonObject
import kotlinx.serialization.json.JsonObjectBuilder
import kotlinx.serialization.json.JsonPrimitive
import kotlinx.serialization.json.buildJsonObject
import kotlinx.serialization.json.put
import kotlinx.serialization.json.putJsonObject
import java.util.concurrent.Executor
import java.util.concurrent.ForkJoinPool
import kotlin.time.Duration

/** What a client is built from, as the core reads it. Checks nothing but that it can be written down. */
internal class ClientConfig(val provider: String, private val prefix: String) {
    var credential: String? = null
    var credentialFunction: (suspend () -> String)? = null
    var tenant: String? = null
    var environment: String? = null
    var apiVersion: String? = null
    val origins: MutableMap<String, String> = LinkedHashMap()
    var timeout: Duration? = null
    var attemptTimeout: Duration? = null
    var connectTimeout: Duration? = null
    var maxRetries: Int? = null

    /** What every client may be told, by the core's names. */
    val settings: MutableMap<String, Any?> = LinkedHashMap()
    var env: Map<String, String>? = null

    /** For tests of this library: the core's `testing`. */
    var testing: JsonObject? = null

    /** Runs what hangs on futures. */
    var executor: Executor = ForkJoinPool.commonPool()

    /** @throws ConfigurationException naming the setting that is missing or malformed. */
    fun open(): Session = Session.open(this)

    fun json(): JsonObject =
        buildJsonObject {
            put("provider", provider)
            credential?.let { value -> putJsonObject("credential") { put("value", text("credential", value)) } }
            credentialFunction?.let { putJsonObject("credential") { put("host", true) } }
            tenant?.let { put("tenant", text("tenant", it)) }
            environment?.let { put("environment", text("environment", it)) }
            apiVersion?.let { put("api_version", text("apiVersion", it)) }
            if (origins.isNotEmpty()) {
                putJsonObject("origins") { origins.forEach { (name, url) -> put(name, text(name, url)) } }
            }
            putLimits(this)
            env?.let { variables ->
                val ours = variables.filterKeys { it.startsWith(prefix) }
                putJsonObject("env") { ours.forEach { (name, value) -> put(name, text(name, value)) } }
            }
            put("user_agent", "kotlin/${KotlinVersion.CURRENT} java/${Runtime.version().feature()}")
            testing?.let { put("testing", it) }
        }

    private fun putLimits(json: JsonObjectBuilder) {
        timeout?.let { json.put("timeout_ms", milliseconds(it)) }
        attemptTimeout?.let { json.put("attempt_timeout_ms", milliseconds(it)) }
        connectTimeout?.let { json.put("connect_timeout_ms", milliseconds(it)) }
        maxRetries?.let { json.put("max_retries", it) }
        settings.forEach { (name, value) ->
            when (value) {
                is String -> json.put(name, text(name, value))
                is Boolean -> json.put(name, value)
                is Number -> json.put(name, value)
            }
        }
    }

    private fun text(field: String, value: String): JsonPrimitive {
        Session.checkText(field, value)
        return JsonPrimitive(value)
    }
}
