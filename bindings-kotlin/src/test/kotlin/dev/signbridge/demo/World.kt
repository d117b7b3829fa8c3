package dev.signbridge.demo

import java.net.URI
import java.net.http.HttpClient
import java.net.http.HttpRequest
import java.net.http.HttpResponse
import java.nio.file.Path

/** What surrounds a demo: the file that it sends, the folder for what it gets, and the people behind the provider. */
internal object World {
    val contract: Path = Path.of(System.getenv("SIGNBRIDGE_DEMO_PDF"))
    val out: Path = Path.of(System.getenv("SIGNBRIDGE_DEMO_OUT"))

    /** Stands for a person or a bank: the sandbox lets recipients sign, and money move. */
    fun somebody(path: String) {
        val address = URI.create(System.getenv("SIGNBRIDGE_SANDBOX_URL") + "/_sandbox/" + path)
        val request = HttpRequest.newBuilder(address).POST(HttpRequest.BodyPublishers.noBody())
        val answer = HttpClient.newHttpClient().send(request.build(), HttpResponse.BodyHandlers.ofString())
        check(answer.statusCode() / 100 == 2) { answer.body() }
    }
}
