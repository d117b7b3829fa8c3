package dev.signbridge.chaos

import dev.signbridge.Attempt
import dev.signbridge.CallOptions
import dev.signbridge.FileContent
import dev.signbridge.Nexpay
import dev.signbridge.NextSign
import dev.signbridge.Outcome
import dev.signbridge.ResponseInfo
import dev.signbridge.SignbridgeException
import dev.signbridge.nexpay.PaymentData
import dev.signbridge.nexpay.TransactionType
import dev.signbridge.nextsign.CaseSettings
import dev.signbridge.nextsign.NewDocument
import dev.signbridge.nextsign.NewRecipient
import kotlinx.coroutines.CoroutineStart
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.cancelAndJoin
import kotlinx.coroutines.coroutineScope
import kotlinx.coroutines.launch
import kotlinx.serialization.json.JsonObject
import kotlinx.serialization.json.add
import kotlinx.serialization.json.buildJsonArray
import kotlinx.serialization.json.buildJsonObject
import kotlinx.serialization.json.put
import java.math.BigDecimal
import java.nio.file.Files
import java.nio.file.Path
import java.util.concurrent.atomic.AtomicInteger
import kotlin.time.Duration
import kotlin.time.Duration.Companion.seconds
import kotlin.time.TimeSource

private const val AT_ONCE = 32

/** Calls cancelled at once. */
private const val STORM = 20
private const val KINDS = 10

private val recipients = listOf(NewRecipient("Ada", email = "ada@example.com", signing = true))
private val documents = listOf(NewDocument("a.pdf", "JVBERi0xLjcK", fileIsBlob = true))

/**
 * One client's share of `cargo xtask chaos`: many calls at once against a sandbox that misbehaves. Writes what came of
 * each call as a line of JSON; the tool compares it with what the sandbox knows.
 */
suspend fun main() {
    val next = AtomicInteger()
    val calls = variable("CALLS")?.toInt() ?: Int.MAX_VALUE
    val end = TimeSource.Monotonic.markNow() + (variable("SECONDS")?.toInt()?.seconds ?: Duration.INFINITE)
    Files.newBufferedWriter(Path.of(checkNotNull(variable("OUT")))).use { out ->
        NextSign.fromEnv { rateLimit("off") }.use { contracts ->
            Nexpay.fromEnv { rateLimit("off") }.use { payments ->
                val worker = Worker(contracts, payments, toRead(contracts), toPay(payments))
                coroutineScope {
                    repeat(AT_ONCE) {
                        launch(Dispatchers.Default) {
                            while (end.hasNotPassedNow()) {
                                val number = next.getAndIncrement().takeIf { it < calls } ?: break
                                val line = worker.call(number)
                                out.write("$line\n")
                            }
                        }
                    }
                }
            }
        }
    }
}

private fun variable(name: String): String? = System.getenv("SIGNBRIDGE_CHAOS_$name")

/** A case to read; no fault strikes its request. */
private suspend fun toRead(contracts: NextSign): String =
    contracts.cases.create("To read", settings = CaseSettings(), recipients = recipients, documents = documents).id

/** What is paid; no fault strikes its two requests. */
private suspend fun toPay(payments: Nexpay): PaymentData {
    val payee = payments.payees.create(name = "Example College", countryCode = "KW", currencyCode = "KWD")
    val amount = BigDecimal("1234.567")
    val quote = payments.quotes.create(payeeId = payee.id, fromCurrency = "JPY", toAmount = amount)
    return PaymentData(quoteId = quote.id, selectedQuoteVariantId = quote.variants.orEmpty().first().id)
}

private class Worker(
    private val contracts: NextSign,
    private val payments: Nexpay,
    private val case: String,
    private val data: PaymentData,
) {
    private val run = checkNotNull(variable("RUN"))

    @Suppress("MagicNumber")
    suspend fun call(number: Int): JsonObject {
        val marker = "$run-$number"
        return when (number % KINDS) {
            // Every other ten has a reference of its own.
            in 0..4 -> tell("create", marker) { create(marker, marker.takeIf { number % 20 < 10 }, it) }

            in 5..6 -> tell("payment", marker) { pay(marker, it) }

            7 -> tell("list", marker) { contracts.cases.list(limit = 20L).let { null } }

            8 -> tell("upload", marker) {
                contracts.documents.upload(FileContent.of("%PDF-1.7\n".encodeToByteArray()), name = "chaos.pdf")
            }

            else -> if (number % 20 == 9) {
                tell("read", marker) { contracts.cases.get(case).id }
            } else {
                tell("cancel", marker) { cancel().let { null } }
            }
        }
    }

    private suspend fun create(marker: String, reference: String?, seen: (ResponseInfo) -> Unit): String? =
        contracts.cases.create(
            title = marker,
            referenceId = reference,
            settings = CaseSettings(),
            recipients = recipients,
            documents = documents,
            options = CallOptions(onResponse = seen),
        ).id

    private suspend fun cancel() =
        coroutineScope {
            val readings = List(STORM) { launch(start = CoroutineStart.UNDISPATCHED) { contracts.cases.get(case) } }
            readings.forEach { it.cancelAndJoin() }
        }

    private suspend fun pay(marker: String, seen: (ResponseInfo) -> Unit): String {
        val options = CallOptions(idempotencyKey = marker, onResponse = seen)
        return payments.payments.create(TransactionType.PRIVATE, data, options).id.toString()
    }

    private suspend fun tell(
        call: String,
        marker: String,
        act: suspend (seen: (ResponseInfo) -> Unit) -> String?,
    ): JsonObject {
        var info: ResponseInfo? = null
        return try {
            val id = act { info = it }
            buildJsonObject {
                put("call", call)
                put("marker", marker)
                put("id", id)
                put("found", info?.outcome == Outcome.FOUND)
                put("attempts", told(info?.attempts.orEmpty()))
            }
        } catch (failure: SignbridgeException) {
            buildJsonObject {
                put("call", call)
                put("marker", marker)
                put("error", failure.kind.name.lowercase())
                put("delivery", failure.delivery.name.lowercase())
                put("status", failure.status)
                put("message", failure.message)
                put("attempts", told(failure.attempts))
            }
        }
    }

    private fun told(attempts: List<Attempt>) =
        buildJsonArray { attempts.forEach { add("${it.status} ${it.reason}") } }
}
