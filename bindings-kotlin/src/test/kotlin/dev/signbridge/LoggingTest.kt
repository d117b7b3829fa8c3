package dev.signbridge

import kotlinx.coroutines.runBlocking
import kotlinx.serialization.json.buildJsonObject
import kotlinx.serialization.json.put
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.Test
import org.junit.jupiter.api.assertThrows
import java.net.InetAddress
import java.net.ServerSocket

/** Programs of which [LoggingTest] reads what they log: each in a JVM of its own, for levels are read once. */
fun main(arguments: Array<String>) {
    val (program, url) = arguments
    val client = NextSign.builder().apiKey("sk_secret").companyId("c1").apiUrl(url).rateLimit("off")
    client.config.testing = buildJsonObject { put("virtual_time", true) }
    when (program) {
        "calls" -> client.maxRetries(0).build().use(::makeCalls)
        "retried" -> client.build().use(::repeatCalls)
        else -> client.rateLimit("on").rateLimitStore("redis://127.0.0.1:$program").build().use(::loseTheStore)
    }
}

/** One that ends well, and one that fails. */
private fun makeCalls(client: NextSign) {
    runBlocking { client.cases.get("c9") }
    assertThrows<NotFoundException> { client.withCompany("c2").blocking().cases.get("none") }
}

/** One that is repeated, and one that may not be. */
private fun repeatCalls(client: NextSign) {
    client.blocking().cases.get("c9")
    val never = CallOptions(maxRetries = 0)
    assertThrows<UnavailableException> { client.blocking().cases.get("c9", options = never) }
}

/** Calls until it is told on the standard input that what it said was heard. */
private fun loseTheStore(client: NextSign) {
    repeat(ENOUGH) {
        client.blocking().cases.get("c9")
        if (System.`in`.available() > 0) return
    }
}

private const val ENOUGH = 20_000

class LoggingTest {
    @Test
    fun `a line per call says provider, operation, outcome, attempts, request and company, and no key`() =
        FakeProvider {
            when ("none" in it.requestURI.path) {
                true -> FakeProvider.Answer(404, """{"message":"Case not found"}""")
                false -> FakeProvider.Answer(FakeProvider.OK, CASE)
            }
        }.use { provider ->
            val expected =
                listOf(
                    "nextsign cases.get, attempt 1: 200, answered, T s, ok, company_id=\"c1\"",
                    "nextsign cases.get: 200, attempts 1, request req-1, company_id=\"c1\"",
                    "nextsign cases.get, attempt 1: 404 not_found, answered, T s, final, company_id=\"c2\"",
                    "nextsign cases.get: not_found, attempts 1, request req-2, company_id=\"c2\": Case not found",
                )
            assertEquals(expected, lines("debug", "calls", provider))
        }

    @Test
    fun `each attempt has a line for debugging with its reason`() =
        failingFirst().use { provider ->
            val failed = "nextsign cases.get, attempt 1: 503 unavailable, answered, T s"
            val expected =
                listOf(
                    "$failed, again after a pause, pause 40.000 s, company_id=\"c1\"",
                    "nextsign cases.get, attempt 2: 200, answered, T s, ok, company_id=\"c1\"",
                    "$failed, retries are off, company_id=\"c1\"",
                )
            assertEquals(expected, lines("debug", "retried", provider).filter { ", attempt " in it })
        }

    @Test
    fun `who does not debug gets no line`() =
        failingFirst().use { provider -> assertEquals(emptyList<String>(), lines("info", "retried", provider)) }

    @Test
    fun `a store that is lost is warned of once, and one that is back told once`() =
        failingFirst().use { provider ->
            val port = ServerSocket(0, 1, InetAddress.getLoopbackAddress()).use { it.localPort }
            val process = jvm(level("info"), MAIN, "$port", provider.url).start()
            val told = process.inputReader().lineSequence().filter { "store" in it }.iterator()
            try {
                val lost = "WARN dev.signbridge - the store of the shared rate limit cannot be reached"
                val back = "INFO dev.signbridge - the store of the shared rate limit can be reached again"
                assertTrue(lost in told.next())
                val redis = Redis(port)
                // The next line: nothing was said in between, however many calls went by.
                redis.use { assertTrue(back in told.next()) }
                assertTrue(lost in told.next())
                process.outputWriter().use { it.write("heard\n") }
                assertEquals(emptyList<String>(), told.asSequence().toList())
                assertEquals(0, process.waitFor())
            } finally {
                process.destroy()
            }
        }

    /** A Redis at this port. */
    private class Redis(port: Int) : AutoCloseable {
        private val process =
            ProcessBuilder("redis-server", "--bind", "127.0.0.1", "--port", "$port", "--save", "").start()

        init {
            process.inputReader().lineSequence().first { "Ready to accept connections" in it }
        }

        override fun close() {
            process.destroyForcibly().waitFor()
        }
    }

    private fun lines(level: String, program: String, provider: FakeProvider): List<String> {
        val process = jvm(level(level), MAIN, program, provider.url).start()
        val lines = process.inputReader().readLines().map { it.substringAfter("dev.signbridge - ") }
        assertTrue(lines.none { "sk_secret" in it }, lines.toString())
        // One says where the native library was found.
        return lines.filter { it.startsWith("nextsign ") }.map { TIME.replace(it, "answered, T s") }
    }

    private fun level(level: String) = listOf("-Dorg.slf4j.simpleLogger.log.dev.signbridge=$level")

    /** Answers every second request; the pauses between are as long as a store may go unasked. */
    private fun failingFirst(): FakeProvider {
        lateinit var provider: FakeProvider
        provider =
            FakeProvider {
                when (provider.requests.get() % 2) {
                    0 -> FakeProvider.Answer(FakeProvider.OK, CASE)

                    else -> {
                        it.responseHeaders.add("retry-after", "40")
                        FakeProvider.Answer(503, "")
                    }
                }
            }
        return provider
    }

    private companion object {
        const val MAIN = "dev.signbridge.LoggingTestKt"
        const val CASE = """{"status":"case_found","case":{"_id":"c9"}}"""
        val TIME = Regex("answered, \\d\\.\\d{3} s")
    }
}
