package dev.signbridge

import dev.signbridge.FakeProvider.Answer
import dev.signbridge.internal.ErrorRecord
import dev.signbridge.nextsign.FileLink
import kotlinx.coroutines.runBlocking
import kotlinx.serialization.json.buildJsonObject
import kotlinx.serialization.json.put
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertFalse
import org.junit.jupiter.api.Assertions.assertInstanceOf
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.Test
import org.junit.jupiter.api.assertThrows
import java.io.ByteArrayInputStream
import java.io.ByteArrayOutputStream
import java.io.ObjectInputStream
import java.io.ObjectOutputStream
import kotlin.time.Duration
import kotlin.time.Duration.Companion.seconds

class ErrorsTest {
    private fun failure(kind: ErrorKind): SignbridgeException = ErrorRecord(kind = kind, message = "m").toException()

    /** Compiles only while the hierarchy is sealed and this `when` names every class of it. */
    private fun kindOf(failure: SignbridgeException): ErrorKind =
        when (failure) {
            is ConfigurationException -> ErrorKind.CONFIGURATION
            is AuthenticationException -> ErrorKind.AUTHENTICATION
            is PermissionDeniedException -> ErrorKind.PERMISSION_DENIED
            is NotFoundException -> ErrorKind.NOT_FOUND
            is InvalidRequestException -> ErrorKind.INVALID_REQUEST
            is ConflictException -> ErrorKind.CONFLICT
            is RateLimitedException -> ErrorKind.RATE_LIMITED
            is QuotaExceededException -> ErrorKind.QUOTA_EXCEEDED
            is UnavailableException -> ErrorKind.UNAVAILABLE
            is TimeoutException -> ErrorKind.TIMEOUT
            is TransportException -> ErrorKind.TRANSPORT
            is DecodeException -> ErrorKind.DECODE
            is WebhookVerificationException -> ErrorKind.WEBHOOK_VERIFICATION
            is InternalException -> ErrorKind.INTERNAL
        }

    @Test
    fun `each kind has a class of its own`() {
        ErrorKind.entries.forEach { assertEquals(it, kindOf(failure(it))) }
    }

    @Test
    fun `an exception carries the whole record`() =
        FakeProvider {
            it.responseHeaders.add("retry-after", "7")
            Answer(429, """{"errors":[{"code":429,"message":"Too many","description":"Slow down"}]}""")
        }.use { provider ->
            provider.client().use { client ->
                val failure = assertThrows<RateLimitedException> { runBlocking { client.cases.get("c9") } }
                assertEquals("nextsign", failure.provider)
                assertEquals("cases.get", failure.operation)
                assertEquals(429, failure.status)
                assertEquals("req-1", failure.requestId)
                assertEquals(7.seconds, failure.retryAfter)
                assertEquals(java.time.Duration.ofSeconds(7), failure.javaRetryAfter)
                assertEquals(Delivery.ANSWERED, failure.delivery)
                assertEquals(1, failure.attempts.single().number)
                assertTrue("cases.get" in failure.toString() && "status 429" in failure.toString(), failure.toString())
            }
        }

    @Test
    fun `a printed exception says how often it was tried, and spells arguments as Kotlin does`() {
        FakeProvider { Answer(503, "") }.use { provider ->
            val noPauses = buildJsonObject { put("virtual_time", true) }
            provider.client { maxRetries(1).config.testing = noPauses }.use { client ->
                val failure = assertThrows<UnavailableException> { client.blocking().cases.get("c9") }
                assertTrue("status 503, request req-2, 2 attempts)" in failure.toString(), failure.toString())
            }
        }
        val failure = assertThrows<ConfigurationException> { NextSign.fromEnv(emptyMap()) }
        assertTrue("pass `apiKey`" in failure.toString(), failure.toString())
    }

    @Test
    fun `an exception survives serialisation`() {
        val record = ErrorRecord(ErrorKind.TIMEOUT, message = "late", retryAfter = 2.5, delivery = Delivery.MAYBE)
        val bytes = ByteArrayOutputStream().also { ObjectOutputStream(it).writeObject(record.toException()) }
        val copy = ObjectInputStream(ByteArrayInputStream(bytes.toByteArray())).readObject()
        assertInstanceOf(TimeoutException::class.java, copy)
        assertEquals(2.5.seconds, (copy as TimeoutException).retryAfter)
        assertEquals(Delivery.MAYBE, copy.delivery)
    }

    @Test
    fun `a client that cannot be built says which argument is missing`() {
        val failure = assertThrows<ConfigurationException> { NextSign.fromEnv(emptyMap()) }
        val advice = "pass `apiKey`, or set NEXTSIGN_API_KEY and use `fromEnv`"
        assertTrue(advice in failure.message.orEmpty(), failure.message)
        assertEquals("api_key", failure.fields.single().field)
        assertThrows<ConfigurationException> { NextSign(apiKey = "k", companyId = "") }
        assertThrows<ConfigurationException> { NextSign(apiKey = "k", companyId = "c", maxRetries = -1) }
        for (wrong in listOf(Duration.INFINITE, -Duration.INFINITE, (-1).seconds)) {
            val failed = assertThrows<ConfigurationException> { NextSign("k", "c", timeout = wrong) }
            assertEquals("timeout", failed.fields.single().field, failed.message)
        }
    }

    @Test
    fun `variables of other programs do not matter, and what is set wins`() {
        val env = mapOf("NEXTSIGN_API_KEY" to "k", "NEXTSIGN_COMPANY_ID" to "from-env", "PATH" to "\ud800")
        NextSign.fromEnv(env).use { assertTrue("from-env" in it.toString()) }
        NextSign.fromEnv(env) { companyId("set") }.use { assertTrue("set" in it.toString()) }
    }

    @Test
    fun `nothing printed holds the key`() =
        NextSign(apiKey = "sk_secret", companyId = "c1").use { client ->
            for (printed in listOf(client, client.blocking(), client.async(), client.withCompany("c2"))) {
                assertFalse("sk_secret" in printed.toString(), printed.toString())
                assertTrue(printed.toString().startsWith("NextSign("), printed.toString())
            }
            val link = FileLink(signedUrl = "https://s.example/a?sig=deadbeef")
            assertFalse("deadbeef" in link.toString(), link.toString())
        }
}
