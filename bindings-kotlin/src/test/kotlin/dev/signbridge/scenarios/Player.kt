package dev.signbridge.scenarios

import dev.signbridge.AsyncPage
import dev.signbridge.Attempt
import dev.signbridge.BlockingPage
import dev.signbridge.CallOptions
import dev.signbridge.Page
import dev.signbridge.Priority
import dev.signbridge.RawRequest
import dev.signbridge.RawResponse
import dev.signbridge.ResponseInfo
import dev.signbridge.SignbridgeException
import dev.signbridge.internal.ErrorRecord
import kotlinx.coroutines.flow.take
import kotlinx.coroutines.flow.toList
import kotlinx.coroutines.runBlocking
import kotlinx.serialization.json.Json
import kotlinx.serialization.json.JsonArray
import kotlinx.serialization.json.JsonElement
import kotlinx.serialization.json.JsonNull
import kotlinx.serialization.json.JsonObject
import kotlinx.serialization.json.JsonPrimitive
import kotlinx.serialization.json.boolean
import kotlinx.serialization.json.buildJsonObject
import kotlinx.serialization.json.double
import kotlinx.serialization.json.int
import kotlinx.serialization.json.jsonArray
import kotlinx.serialization.json.jsonObject
import kotlinx.serialization.json.jsonPrimitive
import kotlinx.serialization.json.put
import java.util.concurrent.CompletableFuture
import java.util.concurrent.ExecutionException
import java.util.concurrent.atomic.AtomicInteger
import kotlin.time.Duration
import kotlin.time.Duration.Companion.milliseconds

/** How calls are waited for. */
enum class Style { SUSPEND, BLOCKING, ASYNC }

/** Builds a scenario's client, takes its steps and tells the judge what came of each. */
internal class Player(private val style: Style, private val judge: Judge) {
    /** What the judge is told at the end: nothing, or why there is no client. */
    fun play(opening: JsonObject): JsonObject {
        val client =
            try {
                client(opening.getValue("config").jsonObject, opening.text("construct"))
            } catch (failure: SignbridgeException) {
                return buildJsonObject { put("construct_error", record(failure)) }
            }
        client.use {
            val next = "/sessions/${opening.text("session")}/next"
            var step = judge.post(next, JsonObject(emptyMap())).jsonObject["step"]
            while (step != null) {
                val result = take(client, step.jsonObject)
                step = judge.post(next, buildJsonObject { put("result", result) }).jsonObject["step"]
            }
        }
        return JsonObject(emptyMap())
    }

    private fun client(config: JsonObject, construct: String?): Subject {
        val credential = config.present("credential")?.jsonObject
        val variables = config.present("env")?.jsonObject.orEmpty().filterValues { it !is JsonNull }
        val settings =
            Settings(
                credential = credential?.text("value"),
                credentialFunction =
                credential?.get("host")?.let { keys -> inTurn(keys.jsonArray.map { it.jsonPrimitive.content }) },
                tenant = config.text("tenant"),
                version = config.text("api_version"),
                environment = config.text("environment"),
                origins = config.present("origins")?.jsonObject.orEmpty().mapValues { it.value.jsonPrimitive.content },
                timeout = config.duration("timeout_ms"),
                attemptTimeout = config.duration("attempt_timeout_ms"),
                connectTimeout = config.duration("connect_timeout_ms"),
                maxRetries = config.present("max_retries")?.jsonPrimitive?.int,
                others = config.filterValues { it !is JsonNull },
                env = variables.mapValues { it.value.jsonPrimitive.content }.takeIf { construct == "from_env" },
                testing = config.present("testing")?.jsonObject,
            )
        return Subject.of(checkNotNull(config.text("provider")), settings)
    }

    private fun inTurn(keys: List<String>): suspend () -> String {
        val next = AtomicInteger()
        return { keys[minOf(next.getAndIncrement(), keys.size - 1)] }
    }

    private fun take(client: Subject, step: JsonObject): JsonObject {
        var info: ResponseInfo? = null
        val options = options(step.present("options")?.jsonObject) { info = it }
        return try {
            val view = step.text("tenant")?.let(client::withTenant) ?: client
            val result = act(view, step, options)
            buildJsonObject {
                put("ok", result)
                put("info", info?.let(::reported) ?: JsonNull)
            }
        } catch (failure: SignbridgeException) {
            buildJsonObject { put("error", record(failure)) }
        }
    }

    private fun act(client: Subject, step: JsonObject, options: CallOptions): JsonElement {
        step.present("describe")?.let { return JsonPrimitive(client.toString()) }
        step.present("webhook")?.let { return client.verifyWebhook(Delivery(it.jsonObject)) }
        step.present("request")?.let { return raw(client, request(it.jsonObject), options) }
        val operation = step.text("call") ?: error("a step does nothing")
        val args = Args(step["args"]?.jsonObject ?: JsonObject(emptyMap()))
        val most = step.present("iterate")?.jsonObject?.let {
            it.present("max_items")?.jsonPrimitive?.int
                ?: Int.MAX_VALUE
        }
        val result =
            when (style) {
                Style.SUSPEND ->
                    runBlocking { suspended(client.call(operation, args, options), most) }

                Style.BLOCKING -> waited(client.callBlocking(operation, args, options), most)

                Style.ASYNC -> waited(get(client.callAsync(operation, args, options)), most)
            }
        return client.outcome(operation).toJson(result)
    }

    private suspend fun suspended(result: Any?, most: Int?): Any? =
        when {
            result is Page<*> && most != null -> result.asFlow().take(most).toList()
            result is Page<*> -> result.items
            else -> result
        }

    private fun waited(result: Any?, most: Int?): Any? =
        when {
            result is BlockingPage<*> && most != null -> result.asSequence().take(most).toList()
            result is BlockingPage<*> -> result.items
            result is AsyncPage<*> && most != null -> collect(result, most)
            result is AsyncPage<*> -> result.items
            else -> result
        }

    private fun collect(first: AsyncPage<*>, most: Int): List<Any?> {
        val items = mutableListOf<Any?>()
        var page: AsyncPage<*>? = first
        while (page != null) {
            items.addAll(page.items)
            page = if (items.size < most) get(page.nextPage()) else null
        }
        return items.take(most)
    }

    private fun raw(client: Subject, request: RawRequest, options: CallOptions): JsonElement {
        val response: RawResponse =
            when (style) {
                Style.SUSPEND -> runBlocking { client.request(request, options) }
                Style.BLOCKING -> client.requestBlocking(request, options)
                Style.ASYNC -> get(client.requestAsync(request, options))
            }
        return if (response.body.isEmpty()) JsonNull else response.json()
    }

    private fun request(json: JsonObject): RawRequest =
        RawRequest(
            method = json.text("method").orEmpty(),
            path = json.text("path").orEmpty(),
            query = json.present("query")?.jsonObject.orEmpty().flatMap { (name, value) ->
                textOf(value).map {
                    name to
                        it
                }
            },
            json = json["body"].takeIf { json.present("content_type") == null },
            body = json.present("content_type")?.let { json["body"]?.jsonPrimitive?.content?.encodeToByteArray() },
            contentType = json.text("content_type"),
            origin = json.text("origin"),
        )

    private fun options(json: JsonObject?, onResponse: (ResponseInfo) -> Unit): CallOptions =
        CallOptions(
            timeout = json?.duration("timeout_ms"),
            maxRetries = json?.present("max_retries")?.jsonPrimitive?.int,
            headers =
            json?.present("headers")?.jsonArray.orEmpty().associate {
                val (name, value) = it.jsonArray
                name.jsonPrimitive.content to value.jsonPrimitive.content
            },
            idempotencyKey = json?.text("idempotency_key"),
            onResponse = onResponse,
            priority = json?.text("priority")?.let { Priority.valueOf(it.uppercase()) },
            reconcile = json?.present("reconcile")?.jsonPrimitive?.boolean,
        )

    private fun <T> get(future: CompletableFuture<T>): T =
        try {
            future.get()
        } catch (failure: ExecutionException) {
            throw failure.cause ?: failure
        }
}

private fun JsonObject.present(name: String): JsonElement? = this[name]?.takeUnless { it is JsonNull }

private fun JsonObject.text(name: String): String? = present(name)?.jsonPrimitive?.content

private fun JsonObject.duration(name: String): Duration? = present(name)?.jsonPrimitive?.double?.milliseconds

/** All that an exception says, through its public properties. */
private fun record(failure: SignbridgeException): JsonObject =
    whole.encodeToJsonElement(
        ErrorRecord.serializer(),
        ErrorRecord(
            kind = failure.kind,
            provider = failure.provider,
            operation = failure.operation,
            message = failure.message.orEmpty(),
            status = failure.status,
            code = failure.code,
            requestId = failure.requestId,
            idempotencyKey = failure.idempotencyKey,
            fields = failure.fields,
            retryable = failure.isRetryable,
            retryAfter = failure.retryAfter?.let { it.inWholeMicroseconds / MICROSECONDS },
            attempts = failure.attempts,
            delivery = failure.delivery,
            body = failure.body,
        ),
    ).jsonObject

private fun reported(info: ResponseInfo): JsonObject =
    buildJsonObject {
        put("status", info.status)
        put("request_id", info.requestId)
        put("idempotency_key", info.idempotencyKey)
        put("outcome", info.outcome?.name?.lowercase())
        put("headers", JsonObject(info.headers.associate { it.name to JsonPrimitive(it.value) }))
        put("attempts", JsonArray(info.attempts.map { whole.encodeToJsonElement(Attempt.serializer(), it) }))
    }

private const val MICROSECONDS = 1e6

/** Null and defaults too. */
private val whole = Json { encodeDefaults = true }
