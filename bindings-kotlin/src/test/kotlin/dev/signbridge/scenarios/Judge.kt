package dev.signbridge.scenarios

import kotlinx.serialization.json.Json
import kotlinx.serialization.json.JsonElement
import kotlinx.serialization.json.jsonObject
import kotlinx.serialization.json.jsonPrimitive
import java.net.URI
import java.net.URLEncoder
import java.net.http.HttpClient
import java.net.http.HttpRequest
import java.net.http.HttpResponse
import java.nio.file.Files
import java.nio.file.Path
import java.util.concurrent.TimeUnit

/** The program that plays the provider and says whether what the calls gave is right. It ends with its standard input. */
class Judge : AutoCloseable {
    private val process: Process
    private val address: String
    private val http = HttpClient.newHttpClient()

    init {
        check(Files.isExecutable(program)) {
            "$program is missing: run `cargo build -p signbridge-scenarios` first"
        }
        process = ProcessBuilder(program.toString(), "serve").redirectError(ProcessBuilder.Redirect.INHERIT).start()
        val line = process.inputReader().readLine() ?: error("the judge said nothing")
        address = Json.parseToJsonElement(line).jsonObject.getValue("address").jsonPrimitive.content
    }

    fun get(path: String): JsonElement = exchange(HttpRequest.newBuilder(URI.create(address + path)).GET())

    fun post(path: String, body: JsonElement): JsonElement =
        exchange(
            HttpRequest.newBuilder(URI.create(address + path))
                .header("content-type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(body.toString())),
        )

    private fun exchange(request: HttpRequest.Builder): JsonElement {
        val response = http.send(request.build(), HttpResponse.BodyHandlers.ofString())
        check(response.statusCode() == OK) { "the judge answers ${response.statusCode()}: ${response.body()}" }
        return Json.parseToJsonElement(response.body())
    }

    override fun close() {
        process.outputStream.close()
        if (!process.waitFor(PATIENCE, TimeUnit.SECONDS)) process.destroyForcibly()
    }

    companion object {
        private const val OK = 200
        private const val PATIENCE = 10L

        /** The repository. */
        val root: Path = Path.of(System.getProperty("signbridge.root")).normalize()

        /** Cargo's folder for what is built. */
        val target: Path = System.getenv("CARGO_TARGET_DIR")?.let(Path::of) ?: root.resolve("target")

        private val program = target.resolve("debug/signbridge-scenarios")

        fun encoded(text: String): String = URLEncoder.encode(text, Charsets.UTF_8).replace("+", "%20")
    }
}
