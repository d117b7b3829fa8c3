package dev.signbridge

import dev.signbridge.FakeProvider.Answer
import dev.signbridge.FakeProvider.Companion.OK
import dev.signbridge.internal.Completions
import dev.signbridge.nextsign.CaseSettings
import dev.signbridge.nextsign.CaseStatus
import dev.signbridge.nextsign.NewCase
import dev.signbridge.nextsign.NewRecipient
import dev.signbridge.nextsign.TagInput
import dev.signbridge.nextsign.TagValue
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.async
import kotlinx.coroutines.awaitAll
import kotlinx.coroutines.flow.map
import kotlinx.coroutines.flow.take
import kotlinx.coroutines.flow.toList
import kotlinx.coroutines.runBlocking
import kotlinx.coroutines.withContext
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertFalse
import org.junit.jupiter.api.Assertions.assertNull
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.Test
import org.junit.jupiter.api.assertThrows
import java.util.concurrent.atomic.AtomicInteger
import kotlin.time.Duration.Companion.seconds

class CallsTest {
    @Test
    fun `a case is read with its open values`() =
        FakeProvider.ofCase(
            """{"_id":"c9","recipients":[{"name":"Ada","signed":"delegated"}],"mood":1}""",
        ).use { provider ->
            provider.client().use { client ->
                val case = runBlocking { client.cases.get("c9") }
                assertEquals("c9", case.id)
                assertEquals("delegated", case.recipients?.single()?.signed?.value)
            }
        }

    @Test
    fun `the callback is told how the call went`() =
        FakeProvider.ofCase("""{"_id":"c9"}""").use { provider ->
            provider.client().use { client ->
                var info: ResponseInfo? = null
                runBlocking { client.cases.get("c9", CallOptions(timeout = 5.seconds, onResponse = { info = it })) }
                assertEquals(OK, info?.status)
                assertEquals("req-1", info?.requestId)
                assertEquals("req-1", info?.header("X-Request-Id"))
                assertEquals(Delivery.ANSWERED, info?.attempts?.single()?.delivery)
            }
        }

    @Test
    fun `a callback that throws does not lose the result`() =
        FakeProvider.ofCase("""{"_id":"c9"}""").use { provider ->
            provider.client().use { client ->
                val throws = CallOptions(onResponse = { error("a defect of the caller's") })
                assertEquals("c9", runBlocking { client.cases.get("c9", throws) }.id)
                assertEquals("c9", client.async().cases.get("c9", throws).join().id)
            }
        }

    @Test
    fun `thousands of calls at once all come back, each to its own caller`() {
        val provider =
            FakeProvider { exchange ->
                val id = exchange.requestURI.path.split('/')[5]
                Answer(OK, """{"status":"case_found","case":{"_id":"$id"}}""")
            }
        provider.use {
            // The JDK's server closes connections that it has too many of.
            provider.client { maxRetries(5) }.use { client ->
                runBlocking(Dispatchers.Default) {
                    (1..4000).map { n -> async { assertEquals("id$n", client.cases.get("id$n").id) } }.awaitAll()
                }
                assertEquals(0, Completions.inFlight)
            }
        }
    }

    @Test
    fun `a payload larger than the buffer arrives whole`() {
        val title = "x".repeat(9_000_000)
        FakeProvider.ofCase("""{"_id":"c9","title":"$title"}""").use { provider ->
            provider.client().use { client ->
                runBlocking {
                    assertEquals(title.length, client.cases.get("c9").title?.length)
                    assertEquals(title.length, client.cases.get("c9").title?.length)
                }
            }
        }
    }

    @Test
    fun `a flow reads pages only as far as its items are wanted`() {
        val provider =
            FakeProvider { exchange ->
                val index = Regex("index=(\\d+)").find(exchange.requestURI.query)?.groupValues?.get(1)?.toInt() ?: 0
                val count = if (index < 2) 2 else 1
                val cases = (0 until count).joinToString { """{"_id":"p$index-$it"}""" }
                Answer(OK, """{"status":"company_found","cases":[$cases]}""")
            }
        provider.use {
            provider.client().use { client ->
                runBlocking {
                    val page = client.cases.list(status = CaseStatus.PENDING, limit = 2)
                    assertTrue(page.hasNext)
                    assertEquals(listOf("p0-0", "p0-1", "p1-0"), page.asFlow().map { it.id }.take(3).toList())
                    assertEquals(2, provider.requests.get())
                    assertEquals(5, client.cases.list(limit = 2).asFlow().toList().size)
                    val last = client.cases.list(limit = 2, index = 2)
                    assertFalse(last.hasNext)
                    assertNull(last.nextPage())
                }
            }
        }
    }

    @Test
    fun `a credential function is asked on first use, again after a refusal, and by views too`() {
        val asked = AtomicInteger()
        val provider =
            FakeProvider { exchange ->
                if (exchange.requestHeaders.getFirst("authorization") == "Bearer key-2") {
                    Answer(OK, """{"status":"case_found","case":{"_id":"c9"}}""")
                } else {
                    Answer(401, """{"errors":[{"code":401,"message":"Unauthorized"}]}""")
                }
            }
        provider.use {
            NextSign(apiKey = {
                "key-${asked.incrementAndGet()}"
            }, companyId = "c1", apiUrl = provider.url).use { client ->
                assertEquals(0, asked.get())
                assertEquals("c9", runBlocking { client.withCompany("c2").cases.get("c9") }.id)
                assertEquals(2, asked.get())
                assertEquals("c9", runBlocking { client.cases.get("c9") }.id)
                assertEquals(2, asked.get())
            }
        }
    }

    @Test
    fun `what a credential function throws ends the call`() =
        FakeProvider.ofCase("{}").use { provider ->
            NextSign(apiKey = { error("the vault is sealed") }, companyId = "c1", apiUrl = provider.url).use { client ->
                val failure = assertThrows<ConfigurationException> { runBlocking { client.cases.get("c9") } }
                assertTrue("the vault is sealed" in failure.message.orEmpty(), failure.message)
                assertEquals(0, provider.requests.get())
            }
        }

    @Test
    fun `a body that JSON cannot express is refused and the field named`() =
        FakeProvider.ofCase("{}").use { provider ->
            provider.client().use { client ->
                val settings = CaseSettings()
                val nan = TagInput(tag = "rent", value = TagValue.of(Double.NaN))
                val failure =
                    assertThrows<InvalidRequestException> {
                        runBlocking { client.forms.submit("f1", tags = listOf(nan), recipients = emptyList()) }
                    }
                assertEquals("tags[0].value", failure.fields.single().field)
                assertEquals(Delivery.NOT_SENT, failure.delivery)
                assertEquals("forms.submit", failure.operation)
                val half =
                    assertThrows<InvalidRequestException> {
                        runBlocking {
                            client.cases.create("t", settings, listOf(NewRecipient(name = "Ada \ud83d")), emptyList())
                        }
                    }
                assertEquals("recipients[0].name", half.fields.single().field)
                val parameter =
                    assertThrows<InvalidRequestException> { runBlocking { client.cases.list(folder = "\udc00") } }
                assertEquals("folder", parameter.fields.single().field)
                assertEquals(0, provider.requests.get())
            }
        }

    @Test
    fun `an answer of another type is a decode error that names the place but not the data`() =
        FakeProvider.ofCase("""{"_id":"c9","recipients":[{"name":["Ada Example"]}]}""").use { provider ->
            provider.client().use { client ->
                val failure = assertThrows<DecodeException> { runBlocking { client.cases.get("c9") } }
                assertTrue("$.recipients[0].name" in failure.message.orEmpty(), failure.message)
                assertFalse("Ada" in failure.toString(), failure.toString())
                assertEquals("req-1", failure.requestId)
                assertEquals(1, failure.attempts.size)
                assertEquals(Delivery.ANSWERED, failure.delivery)
            }
        }

    @Test
    fun `a create whose answer is of another type may have been carried out`() =
        FakeProvider { Answer(200, """{"data":{"_id":"c9","title":["t"]}}""") }.use { provider ->
            provider.client().use { client ->
                val settings = CaseSettings()
                val failure =
                    assertThrows<DecodeException> {
                        runBlocking { client.cases.create("t", settings, emptyList(), emptyList()) }
                    }
                assertEquals(Delivery.MAYBE, failure.delivery)
            }
        }

    @Test
    fun `a closed client refuses calls, in its views too`() =
        FakeProvider.ofCase("{}").use { provider ->
            val client = provider.client()
            val view = client.withCompany("c2")
            client.close()
            val failure = assertThrows<ConfigurationException> { runBlocking { view.cases.get("c9") } }
            assertTrue("closed" in failure.message.orEmpty(), failure.message)
        }

    @Test
    fun `an endpoint without a method is called by its path`() =
        FakeProvider { Answer(OK, """{"path":"${it.requestURI}"}""") }.use { provider ->
            provider.client().use { client ->
                val answer = runBlocking { client.request("GET", "/v2/{company}/things", query = listOf("a" to "b c")) }
                assertTrue("/api/v2/c1/things?a=b" in answer.text(), answer.text())
                assertEquals(OK, answer.info.status)
            }
        }

    @Test
    fun `a call resumes in the context that made it`() =
        FakeProvider.ofCase("""{"_id":"c9"}""").use { provider ->
            provider.client().use { client ->
                runBlocking {
                    withContext(Dispatchers.Default) {
                        client.cases.get("c9")
                        assertTrue("DefaultDispatcher" in Thread.currentThread().name)
                    }
                }
            }
        }

    @Test
    fun `views share a client and are let go`() =
        FakeProvider.ofCase("""{"_id":"c9"}""").use { provider ->
            provider.client().use { client ->
                repeat(2_000) { client.withCompany("company$it") }
                assertTrue("company7" in client.withCompany("company7").toString())
                assertEquals("c9", runBlocking { client.withOptions(timeout = 5.seconds).cases.get("c9") }.id)
            }
        }

    @Test
    fun `an optional request member that is not given is not sent`() {
        val case = NewCase(title = "t", settings = CaseSettings(), recipients = emptyList(), documents = emptyList())
        assertEquals(
            """{"title":"t","settings":{},"recipients":[],"documents":[]}""",
            dev.signbridge.internal.Wire.json.encodeToString(NewCase.serializer(), case),
        )
    }
}
