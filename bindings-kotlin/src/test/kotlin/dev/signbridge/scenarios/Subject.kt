package dev.signbridge.scenarios

import dev.signbridge.CallOptions
import dev.signbridge.RawRequest
import dev.signbridge.RawResponse
import dev.signbridge.generated.InSignerSubject
import dev.signbridge.generated.NexpaySubject
import dev.signbridge.generated.NextSignSubject
import dev.signbridge.generated.OpenSignSubject
import kotlinx.serialization.json.JsonElement
import kotlinx.serialization.json.JsonObject
import kotlinx.serialization.json.boolean
import kotlinx.serialization.json.int
import kotlinx.serialization.json.jsonArray
import kotlinx.serialization.json.jsonPrimitive
import java.util.concurrent.CompletableFuture
import kotlin.time.Duration
import kotlin.time.Duration.Companion.milliseconds

/** A client under test, whatever its provider: its methods by operation, in each of the ways to wait. */
internal interface Subject : AutoCloseable {
    fun withTenant(id: String): Subject

    suspend fun call(operation: String, args: Args, options: CallOptions): Any?

    fun callBlocking(operation: String, args: Args, options: CallOptions): Any?

    fun callAsync(operation: String, args: Args, options: CallOptions): CompletableFuture<*>

    fun outcome(operation: String): Rendering

    fun verifyWebhook(delivery: Delivery): JsonElement

    suspend fun request(request: RawRequest, options: CallOptions): RawResponse

    fun requestBlocking(request: RawRequest, options: CallOptions): RawResponse

    fun requestAsync(request: RawRequest, options: CallOptions): CompletableFuture<RawResponse>

    companion object {
        private val builders: Map<String, (Settings) -> Subject> =
            mapOf(
                "nextsign" to NextSignSubject::build,
                "insigner" to InSignerSubject::build,
                "nexpay" to NexpaySubject::build,
                "opensign" to OpenSignSubject::build,
            )

        /** A client of the provider; fails as its builder does. */
        fun of(provider: String, settings: Settings): Subject = builders.getValue(provider)(settings)
    }
}

/** A delivery of a webhook. */
internal class Delivery(json: JsonObject) {
    val body: ByteArray = json.getValue("body").jsonPrimitive.content.encodeToByteArray()
    val headers: Map<String, List<String>> =
        json.getValue("headers").jsonArray.map { it.jsonArray }
            .groupBy({ it[0].jsonPrimitive.content }, { it[1].jsonPrimitive.content })
    val secrets: List<String> = json.getValue("secrets").jsonArray.map { it.jsonPrimitive.content }
    val tolerance: Duration? = json["tolerance_ms"]?.jsonPrimitive?.int?.milliseconds
}

/** What a scenario says about a client. */
internal class Settings(
    val credential: String?,
    val credentialFunction: (suspend () -> String)?,
    val tenant: String?,
    val version: String?,
    val environment: String?,
    val origins: Map<String, String>,
    val timeout: Duration?,
    val attemptTimeout: Duration?,
    val connectTimeout: Duration?,
    val maxRetries: Int?,
    val others: Map<String, JsonElement>,
    val env: Map<String, String>?,
    val testing: JsonObject?,
) {
    /** Of the settings that every client has, one that is a text. */
    fun text(name: String): String? = others[name]?.jsonPrimitive?.content

    /** One that is a number. */
    fun count(name: String): Int? = others[name]?.jsonPrimitive?.int

    /** One that is yes or no. */
    fun flag(name: String): Boolean? = others[name]?.jsonPrimitive?.boolean
}
