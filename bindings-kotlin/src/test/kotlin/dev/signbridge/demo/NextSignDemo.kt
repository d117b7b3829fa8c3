package dev.signbridge.demo

import dev.signbridge.AuthenticationException
import dev.signbridge.InlineFile
import dev.signbridge.NextSign
import dev.signbridge.NotFoundException
import dev.signbridge.nextsign.Availability
import dev.signbridge.nextsign.Case
import dev.signbridge.nextsign.CaseSettings
import dev.signbridge.nextsign.CaseStatus
import dev.signbridge.nextsign.NewDocument
import dev.signbridge.nextsign.NewRecipient
import dev.signbridge.nextsign.Reminders
import dev.signbridge.nextsign.SigningSchema
import kotlinx.coroutines.flow.map
import kotlinx.coroutines.flow.toList
import kotlinx.coroutines.runBlocking
import java.net.URLEncoder
import java.nio.file.Files

/**
 * Sends a contract for signature, follows it while its recipients sign, downloads what they signed, and deletes it; then
 * shows what a wrong key looks like. `cargo xtask demo` runs it against the sandbox.
 */
fun main(): Unit =
    runBlocking {
        NextSign.fromEnv().use { client ->
            println("client     $client")
            Demo(client).run()
        }
        wrongKey()
    }

private class Demo(private val client: NextSign) {
    suspend fun run() {
        val created = create()
        println("created    ${created.id} \"${created.title}\"")

        for (recipient in client.cases.get(created.id).recipients.orEmpty()) {
            recipientSigns(created.id, recipient.email.orEmpty())
            println("signed     by ${recipient.name}: ${state(client.cases.get(created.id))}")
        }

        val listed = client.cases.list(status = CaseStatus.SIGNED).asFlow().map { it.id }.toList()
        check(created.id in listed) { "the signed case is not in the list" }
        println("listed     ${listed.size} signed case(s), this one among them")

        val document = client.cases.get(created.id).signedDocuments.orEmpty().first()
        val pdf = client.documents.download(url = checkNotNull(document.file) { "there is no signed document" })
        check(pdf.decodeToString(0, 5) == "%PDF-") { "what was downloaded is no PDF" }
        Files.write(World.out.resolve("nextsign-kotlin.pdf"), pdf)
        println("downloaded ${document.name}, ${pdf.size} bytes")

        val deletion = client.cases.delete(created.id)
        val gone = runCatching { client.cases.get(created.id) }.exceptionOrNull()
        check(gone is NotFoundException) { "it is still there: $gone" }
        println("deleted    ${deletion.status}, and it is gone")
    }

    private suspend fun create(): Case =
        client.cases.create(
            title = "Employment contract (Kotlin)",
            referenceId = "demo-kotlin",
            autoSend = true,
            settings =
            CaseSettings(
                reminders = Reminders(send = true, amount = 2, daysBetween = 3),
                availability = Availability(unlimited = false, days = 10),
            ),
            signingSchemas = listOf(SigningSchema.MITID_SUBSTANTIAL),
            recipients =
            listOf(
                NewRecipient(name = "Ada Ærlig", email = "ada@example.com", signing = true, group = 0),
                NewRecipient(name = "Bo Østergård", email = "bo@example.com", signing = true, group = 1),
            ),
            documents =
            listOf(
                NewDocument(
                    name = "contract.pdf",
                    file = InlineFile.of(World.contract),
                    fileIsBlob = true,
                    signObligated = true,
                ),
            ),
        )

    /** What each recipient did, in a line. */
    private fun state(case: Case): String = case.recipients.orEmpty().joinToString { "${it.email} ${it.signed}" }

    /** Stands for the person: the sandbox lets a recipient sign. */
    private fun recipientSigns(caseId: String, email: String) {
        val address = URLEncoder.encode(email, Charsets.UTF_8)
        World.somebody("nextsign/cases/$caseId/recipients/$address/sign")
    }
}

private suspend fun wrongKey() {
    NextSign.fromEnv { apiKey("a-wrong-key") }.use { stranger ->
        val failure = runCatching { stranger.cases.list() }.exceptionOrNull()
        check(failure is AuthenticationException) { "a wrong key gave $failure" }
        check("a-wrong-key" !in failure.toString()) { "the key is told" }
        val attempts = failure.attempts.size
        println(
            "wrong key  ${failure.javaClass.simpleName}: ${failure.message} (delivery ${failure.delivery}, $attempts attempt)",
        )
    }
}
