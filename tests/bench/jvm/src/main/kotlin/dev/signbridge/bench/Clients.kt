package dev.signbridge.bench

import com.fasterxml.jackson.databind.ObjectMapper
import dev.signbridge.NextSign
import kotlinx.coroutines.future.await
import kotlinx.coroutines.suspendCancellableCoroutine
import okhttp3.Call
import okhttp3.Callback
import okhttp3.ConnectionPool
import okhttp3.OkHttpClient
import okhttp3.Request
import okhttp3.Response
import java.io.IOException
import java.net.URI
import java.net.http.HttpClient
import java.net.http.HttpRequest
import java.net.http.HttpResponse
import java.util.concurrent.TimeUnit
import kotlin.coroutines.resume
import kotlin.coroutines.resumeWithException

private const val KEY = "bench-key"
private const val COMPANY = "6500e19662ec13c4faa7de00"
private const val CASE = "657b00000000000000000000"

/** Decodes every peer's answer, to maps and lists. */
private val jackson = ObjectMapper()

private fun decode(body: ByteArray): Any = jackson.readValue(body, Map::class.java)

/** What is called: one case, or a list of 100. */
enum class Payload(val path: String) {
    SMALL("/api/v2/$COMPANY/case/$CASE/get"),
    LIST("/api/v2/$COMPANY/cases/get"),
}

/** Makes one call and decodes its answer, either way. */
interface Client {
    suspend fun suspending(payload: Payload): Any

    fun blocking(payload: Payload): Any
}

fun open(origin: String): NextSign =
    NextSign(apiKey = KEY, companyId = COMPANY, apiUrl = "$origin/api", filesApiUrl = origin, rateLimit = "off")

class Signbridge(origin: String) : Client {
    private val client = open(origin)
    private val view = client.blocking()

    override suspend fun suspending(payload: Payload): Any = when (payload) {
        Payload.SMALL -> client.cases.get(CASE)
        Payload.LIST -> client.cases.list().items
    }

    override fun blocking(payload: Payload): Any = when (payload) {
        Payload.SMALL -> view.cases.get(CASE)
        Payload.LIST -> view.cases.list().items
    }
}

class OkHttp(private val origin: String) : Client {
    private val client = OkHttpClient.Builder()
        .connectionPool(ConnectionPool(MOST_IN_FLIGHT, 5, TimeUnit.MINUTES))
        .build()
        .apply {
            dispatcher.maxRequests = 256
            dispatcher.maxRequestsPerHost = 256
        }

    private fun call(payload: Payload): Call =
        client.newCall(Request.Builder().url(origin + payload.path).header("Authorization", "Bearer $KEY").build())

    override suspend fun suspending(payload: Payload): Any = suspendCancellableCoroutine { continuation ->
        call(payload).enqueue(
            object : Callback {
                override fun onFailure(call: Call, e: IOException) = continuation.resumeWithException(e)

                override fun onResponse(call: Call, response: Response) =
                    continuation.resume(response.use { decode(it.body.bytes()) })
            },
        )
    }

    override fun blocking(payload: Payload): Any = call(payload).execute().use { decode(it.body.bytes()) }
}

class JavaNetHttp(private val origin: String) : Client {
    private val client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build()

    private fun request(payload: Payload): HttpRequest =
        HttpRequest.newBuilder(URI.create(origin + payload.path)).header("Authorization", "Bearer $KEY").build()

    override suspend fun suspending(payload: Payload): Any =
        decode(client.sendAsync(request(payload), HttpResponse.BodyHandlers.ofByteArray()).await().body())

    override fun blocking(payload: Payload): Any =
        decode(client.send(request(payload), HttpResponse.BodyHandlers.ofByteArray()).body())
}
