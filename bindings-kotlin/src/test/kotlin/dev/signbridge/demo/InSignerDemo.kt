package dev.signbridge.demo

import dev.signbridge.ConflictException
import dev.signbridge.FileContent
import dev.signbridge.InSigner
import dev.signbridge.insigner.DocumentStatus
import dev.signbridge.insigner.FieldType
import dev.signbridge.insigner.SigningType
import kotlinx.coroutines.flow.map
import kotlinx.coroutines.flow.toList
import kotlinx.coroutines.runBlocking
import java.nio.file.Files

/**
 * Prepares a document with inSigner, sends it, and downloads it once it is signed; on the way it shows what a conflict
 * looks like. `cargo xtask demo` runs it against the sandbox.
 */
fun main(): Unit =
    runBlocking {
        InSigner.fromEnv().use { client ->
            println("client     $client")
            val id = prepare(client)

            client.documents.send(id)
            println("sent       ${client.documents.get(id).status}")
            val refusal = runCatching { client.documents.delete(id) }.exceptionOrNull()
            check(refusal is ConflictException) { "a pending document was deleted: $refusal" }
            println("refused    to delete it now: ${refusal.message} (delivery ${refusal.delivery})")

            for (signer in client.signers.list(id).items) {
                World.somebody("insigner/documents/$id/signers/${signer.id}/sign")
                println("signed     by ${signer.name}: ${client.documents.get(id).status}")
            }

            val completed = client.documents.list(status = DocumentStatus.COMPLETED).asFlow().map { it.id }.toList()
            check(id in completed) { "the signed document is not in the list" }
            println("listed     ${completed.size} completed document(s), this one among them")

            val pdf = client.documents.download(id)
            Files.write(World.out.resolve("insigner-kotlin.pdf"), pdf)
            println("downloaded ${pdf.size} bytes")
            client.documents.delete(id)
            println("deleted    it is gone")
        }
    }

/** A draft with a file, two signers and a field for each. */
private suspend fun prepare(client: InSigner): String {
    val id = client.documents.create(name = "Lease (Kotlin)", signingType = SigningType.SEQUENTIAL).id
    println("created    $id, a draft")

    client.documents.upload(id, FileContent.of(World.contract), filename = "contract.pdf")
    println("uploaded   contract.pdf, ${Files.size(World.contract)} bytes, straight to the storage")

    listOf("Ann Lee" to "ann@example.com", "Bo Ray" to "bo@example.com").forEachIndexed { number, (name, email) ->
        val order = number.toLong()
        client.signers.add(id, email = email, name = name, order = order)
        client.fields.add(
            id,
            type = FieldType.SIGNATURE,
            page = 1,
            x = 100.0,
            y = 600.0 + 70 * order,
            width = 200.0,
            height = 60.0,
            assignedTo = order,
        )
        println("signer     $name, with a field to sign in")
    }
    return id
}
