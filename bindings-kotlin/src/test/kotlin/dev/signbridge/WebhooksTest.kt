package dev.signbridge

import dev.signbridge.opensign.DocumentSigned
import dev.signbridge.opensign.OtherDocumentEvent
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertFalse
import org.junit.jupiter.api.Assertions.assertNull
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.Test
import org.junit.jupiter.api.assertThrows
import java.net.http.HttpHeaders
import java.time.Instant
import javax.crypto.Mac
import javax.crypto.spec.SecretKeySpec
import kotlin.time.Duration.Companion.seconds

/** What is the JVM's own in verifying webhooks: headers as its servers have them, both durations, and no client at all. */
class WebhooksTest {
    @Test
    fun `headers are taken as the JDK has them, and one of several secrets is enough`() {
        val headers = HttpHeaders.of(signed(BODY)) { _, _ -> true }.map()
        val event = InSigner.verifyWebhook(BODY, headers, SECRET)
        assertEquals("document.completed", event.event.value)
        assertEquals(event, InSigner.verifyWebhook(BODY, headers, listOf("another", SECRET)))
        val twice = headers.mapValues { (_, values) -> values + values }
        assertThrows<WebhookVerificationException> { InSigner.verifyWebhook(BODY, twice, SECRET) }
    }

    @Test
    fun `a tolerance is a duration of Kotlin's or of Java's`() {
        fun at(age: Long) = signed(BODY) + ("X-InSigner-Timestamp" to listOf("${Instant.now().epochSecond - age}"))
        InSigner.verifyWebhook(BODY, at(5), SECRET, 60.seconds)
        InSigner.verifyWebhook(BODY, at(5), listOf(SECRET), java.time.Duration.ofSeconds(60))
        InSigner.verifyWebhook(BODY, at(5_000), SECRET, null)
        assertThrows<WebhookVerificationException> { InSigner.verifyWebhook(BODY, at(100), SECRET, 60.seconds) }
        assertThrows<WebhookVerificationException> {
            InSigner.verifyWebhook(BODY, at(100), SECRET, java.time.Duration.ofSeconds(60))
        }
        val negative =
            assertThrows<ConfigurationException> { InSigner.verifyWebhook(BODY, at(5), SECRET, (-1).seconds) }
        assertEquals(listOf("tolerance"), negative.fields.map { it.field })
    }

    @Test
    fun `what is refused says why, and shows no secret`() {
        val failure =
            assertThrows<WebhookVerificationException> { InSigner.verifyWebhook(BODY + 32, signed(BODY), SECRET) }
        assertEquals("insigner", failure.provider)
        assertEquals(Delivery.NOT_SENT, failure.delivery)
        assertTrue(failure.attempts.isEmpty())
        assertNull(failure.body)
        assertFalse(SECRET in failure.stackTraceToString())
        val empty = assertThrows<ConfigurationException> { InSigner.verifyWebhook(BODY, signed(BODY), "") }
        assertEquals(listOf("secret"), empty.fields.map { it.field })
    }

    @Test
    fun `an event of several kinds is told apart by its class`() {
        val signed = """{"event":"signed","objectId":"a","signer":{"name":"Ada"},"new":1}""".encodeToByteArray()
        val event = OpenSign.verifyWebhook(signed, mapOf("x-webhook-signature" to listOf(sign(signed))), SECRET)
        assertEquals("a", (event as DocumentSigned).objectId)
        val other = """{"event":"teleported","objectId":"a"}""".encodeToByteArray()
        val unknown = OpenSign.verifyWebhook(other, mapOf("x-webhook-signature" to listOf(sign(other))), listOf(SECRET))
        assertEquals("\"teleported\"", (unknown as OtherDocumentEvent).json["event"].toString())
    }

    private fun signed(body: ByteArray) = mapOf("X-InSigner-Signature" to listOf("sha256=${sign(body)}"))

    private fun sign(body: ByteArray): String {
        val mac = Mac.getInstance("HmacSHA256").apply { init(SecretKeySpec(SECRET.encodeToByteArray(), "HmacSHA256")) }
        return mac.doFinal(body).joinToString("") { "%02x".format(it) }
    }

    private companion object {
        const val SECRET = "8f4b6c1d0e9a7352f1c0d4b8a6e2937548b1c7d05e3f6a928d4c1b0f7e5a6392"
        val BODY = """{"event":"document.completed","data":{"id":"doc_1"}}""".encodeToByteArray()
    }
}
