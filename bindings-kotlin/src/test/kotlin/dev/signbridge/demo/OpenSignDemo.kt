package dev.signbridge.demo

import dev.signbridge.AuthenticationException
import dev.signbridge.InlineFile
import dev.signbridge.OpenSign
import dev.signbridge.opensign.DateOptions
import dev.signbridge.opensign.DateWidget
import dev.signbridge.opensign.DocumentListType
import dev.signbridge.opensign.NewSigner
import dev.signbridge.opensign.SignatureWidget
import kotlinx.coroutines.flow.map
import kotlinx.coroutines.flow.toList
import kotlinx.coroutines.runBlocking
import java.nio.file.Files

private val PEOPLE = listOf("Ann Lee" to "ann@example.com", "Bo Ray" to "bo@example.com")

/**
 * Sends a document with OpenSign, follows it while its recipients sign, and downloads it with its certificate; then it
 * shows what a token of another environment looks like. `cargo xtask demo` runs it against the sandbox.
 */
fun main(): Unit =
    runBlocking {
        OpenSign.fromEnv().use { client ->
            println("client     $client")
            val before = checkNotNull(client.account.credits().totalCredits)
            println("credits    $before")
            val id = send(client)

            for ((_, email) in PEOPLE) {
                World.somebody("opensign/documents/$id/signers/$email/sign")
                println("signed     by $email: ${client.documents.get(id).status}")
            }

            val completed = client.documents.list(DocumentListType.COMPLETED).asFlow().map { it.objectId }.toList()
            check(id in completed) { "the signed document is not in the list" }
            println("listed     ${completed.size} completed document(s), this one among them")

            val pdf = client.documents.download(id)
            Files.write(World.out.resolve("opensign-kotlin.pdf"), pdf)
            val certificate = client.documents.downloadCertificate(id)
            check(certificate.decodeToString(0, 5) == "%PDF-") { "the certificate is no PDF" }
            println("downloaded ${pdf.size} bytes, and a certificate of ${certificate.size}")

            client.documents.delete(id)
            val after = client.account.credits().totalCredits
            check(after == before - 1) { "there are $after credits" }
            println("deleted    it is gone, and so is its credit: $after left")
        }
        OpenSign.fromEnv { apiToken("opensign.of-another-environment") }.use { stranger ->
            val refusal = runCatching { stranger.account.get() }.exceptionOrNull()
            check(refusal is AuthenticationException) { "a wrong token was accepted: $refusal" }
            check("of-another-environment" !in refusal.toString()) { "the token was told" }
            println("wrong      token: ${refusal.message} (status ${refusal.status}, delivery ${refusal.delivery})")
        }
    }

/** A document for two people, each with a signature and the date of signing. */
private suspend fun send(client: OpenSign): String {
    val signers =
        PEOPLE.mapIndexed { number, (name, email) ->
            val x = 60.0 + 260 * number
            NewSigner(
                role = name,
                name = name,
                email = email,
                widgets =
                listOf(
                    SignatureWidget(page = 1, x = x, y = 600.0, w = 150.0, h = 50.0),
                    DateWidget(1, x, 660.0, 150.0, 20.0, DateOptions(signingDate = true)),
                ),
            )
        }
    val file = InlineFile.of(World.contract)
    val sent =
        client.documents.create(file = file, title = "Lease (Kotlin)", signers = signers, sendInOrderStrict = true)
    println("sent       ${sent.objectId}, ${sent.signurl?.size} signing links")
    return sent.objectId
}
