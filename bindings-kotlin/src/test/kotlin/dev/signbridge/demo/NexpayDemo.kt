package dev.signbridge.demo

import dev.signbridge.CallOptions
import dev.signbridge.ConflictException
import dev.signbridge.FileContent
import dev.signbridge.Nexpay
import dev.signbridge.nexpay.Payee
import dev.signbridge.nexpay.PayerDetails
import dev.signbridge.nexpay.PayerRelation
import dev.signbridge.nexpay.Payment
import dev.signbridge.nexpay.PaymentData
import dev.signbridge.nexpay.PaymentStatus
import dev.signbridge.nexpay.StudentInfo
import dev.signbridge.nexpay.TransactionType
import kotlinx.coroutines.runBlocking
import java.math.BigDecimal
import java.nio.file.Files
import java.util.UUID

/**
 * Pays tuition with Nexpay: a quote, a proof document, a payment that is made once however often it is asked for.
 * `cargo xtask demo` runs it against the sandbox.
 */
fun main(): Unit =
    runBlocking {
        Nexpay.fromEnv().use { client ->
            println("client     $client")
            val payee = client.payees.create(name = "College (Kotlin)", countryCode = "KW", currencyCode = "KWD")
            println("payee      ${payee.id} ${payee.name}")
            val payment = pay(client, data(client, payee))

            client.payments.confirm(payment.id)
            println("checkout   ${client.payments.checkout(payment.id).url}")
            var now = client.payments.get(payment.id)
            while (now.status != PaymentStatus.PAID) {
                World.somebody("nexpay/payments/${payment.id}/advance")
                now = client.payments.get(payment.id)
            }
            println("paid       ${now.payeeAmount} ${now.payeeCurrency} to ${payee.name}")
        }
    }

/** What is paid, and the proof of what for. */
private suspend fun data(client: Nexpay, payee: Payee): PaymentData {
    val amount = BigDecimal("1234.567")
    val quote = client.quotes.create(payeeId = payee.id, fromCurrency = "JPY", toAmount = amount)
    check(quote.toAmount == amount) { "the amount became ${quote.toAmount}" }
    val variant = quote.variants.orEmpty().first()
    println("quote      ${quote.toAmount} ${quote.toCurrency} for ${variant.fromAmount} ${quote.fromCurrency}")

    val proof = client.documents.upload(FileContent.of(World.contract), filename = "contract.pdf")
    Files.write(World.out.resolve("nexpay-kotlin.pdf"), client.documents.download(proof.id))
    println("proof      ${proof.id}, ${proof.fileSize} bytes, and back again")

    return PaymentData(
        quoteId = quote.id,
        selectedQuoteVariantId = variant.id,
        countryCode = "KW",
        purpose = "undergraduate",
        studentInfo = StudentInfo(firstName = "Sam", lastName = "Doe", email = "sam@example.com"),
        payerDetails = PayerDetails(payerType = PayerRelation.PARENT, firstName = "Pat", lastName = "Lee"),
        purposeProofDocumentId = proof.id,
    )
}

private suspend fun pay(client: Nexpay, data: PaymentData): Payment {
    // Kept before anything is sent: whoever does not know the outcome asks again with it.
    val once = CallOptions(idempotencyKey = UUID.randomUUID().toString())
    val payment = client.payments.create(TransactionType.PROVIDER, data, once)
    val again = client.payments.create(TransactionType.PROVIDER, data, once)
    check(payment.id == again.id) { "it was made twice" }
    println("payment    ${payment.id} ${payment.status}; asked for again, it is still this one")

    val refusal = runCatching { client.payments.create(TransactionType.PRIVATE, data, once) }.exceptionOrNull()
    check(refusal is ConflictException) { "a key was taken for two payments: $refusal" }
    println("refused    ${refusal.message} (${refusal.status} ${refusal.code})")
    return payment
}
