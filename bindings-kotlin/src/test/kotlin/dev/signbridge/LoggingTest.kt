package dev.signbridge

import kotlinx.coroutines.runBlocking
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Test
import org.junit.jupiter.api.assertThrows

/** Makes a call that ends well, and one that fails. [LoggingTest] reads what it logs. */
fun main(arguments: Array<String>) =
    NextSign("sk_secret", "c1", apiUrl = arguments.single(), maxRetries = 0).use { client ->
        runBlocking { client.cases.get("c9") }
        assertThrows<NotFoundException> { client.withCompany("c2").blocking().cases.get("none") }
        Unit
    }

class LoggingTest {
    @Test
    fun `a line per call says provider, operation, outcome, attempts, request and company, and no key`() =
        FakeProvider {
            when ("none" in it.requestURI.path) {
                true -> FakeProvider.Answer(404, """{"message":"Case not found"}""")
                false -> FakeProvider.Answer(FakeProvider.OK, """{"status":"case_found","case":{"_id":"c9"}}""")
            }
        }.use { provider ->
            val debug = listOf("-Dorg.slf4j.simpleLogger.log.dev.signbridge=debug")
            val process = jvm(debug, "dev.signbridge.LoggingTestKt", provider.url).start()
            val lines = process.inputReader().readLines().map { it.substringAfter("dev.signbridge - ") }
            // The first line says where the native library was found.
            val expected =
                listOf(
                    "nextsign cases.get: 200, attempts 1, request req-1, company_id=\"c1\"",
                    "nextsign cases.get: not_found, attempts 1, request req-2, company_id=\"c2\": Case not found",
                )
            assertEquals(expected, lines.drop(1))
        }
}
