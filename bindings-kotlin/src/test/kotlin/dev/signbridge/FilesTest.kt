package dev.signbridge

import dev.signbridge.FakeProvider.Answer
import dev.signbridge.internal.Completions
import dev.signbridge.nextsign.StoredFile
import kotlinx.coroutines.flow.first
import kotlinx.coroutines.flow.toList
import kotlinx.coroutines.runBlocking
import org.junit.jupiter.api.Assertions.assertArrayEquals
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertNull
import org.junit.jupiter.api.Assertions.assertSame
import org.junit.jupiter.api.Assertions.assertThrows
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.Test
import org.junit.jupiter.api.io.TempDir
import java.io.ByteArrayInputStream
import java.io.IOException
import java.io.InputStream
import java.net.URI
import java.nio.file.FileSystems
import java.nio.file.Files
import java.nio.file.Path
import java.security.MessageDigest
import java.util.HexFormat
import java.util.concurrent.CopyOnWriteArrayList
import kotlin.random.Random

/** A provider that takes files, and has one. */
object FilesProvider {
    @JvmStatic
    fun of(file: ByteArray): FakeProvider =
        FakeProvider { exchange ->
            val path = exchange.requestURI.path
            val storage = "http://127.0.0.1:${exchange.localAddress.port}/storage"
            when {
                path.endsWith("/missing") -> Answer(404, "{}")
                path.startsWith("/storage") -> Answer(200, file)
                path.endsWith("/upload") -> Answer(200, """{"url":"https://files.example/a.pdf"}""")
                "missing" in String(FakeProvider.sent(exchange)) -> Answer(200, """{"signedUrl":"$storage/missing"}""")
                else -> Answer(200, """{"signedUrl":"$storage/lease"}""")
            }
        }
}

/** Files from and to what the JVM has for them. What the core does with a file is in the scenarios. */
class FilesTest {
    @TempDir
    lateinit var folder: Path

    private fun onFiles(test: (FakeProvider, NextSign) -> Unit) =
        FilesProvider.of(FILE).use { provider ->
            provider.client().use { client -> test(provider, client) }
            assertEquals(0, Completions.inFlight)
        }

    @Test
    fun `bytes, paths and streams are uploaded as they are`() =
        onFiles { provider, client ->
            val path = Files.write(folder.resolve("lease.pdf"), FILE)
            val contents =
                listOf(
                    FileContent.of(FILE),
                    FileContent.of(path),
                    FileContent.of(ByteArrayInputStream(FILE)),
                    FileContent.of(ByteArrayInputStream(FILE), FILE.size.toLong()),
                )
            for (content in contents) {
                var file: FileInfo? = null
                val url = runBlocking {
                    client.documents.upload(content, options = CallOptions(onResponse = { file = it.file }))
                }
                assertEquals("https://files.example/a.pdf", url)
                val sent = String(provider.uploads.last(), Charsets.ISO_8859_1)
                assertTrue(String(FILE, Charsets.ISO_8859_1) in sent, content.toString())
                assertEquals(FILE.size.toLong() to SHA256, file?.size to file?.sha256)
                assertEquals("application/pdf", file?.contentType)
                assertNull(file?.path)
            }
        }

    @Test
    fun `what a stream throws is what the call throws`() =
        onFiles { _, client ->
            val failure = IOException("the disk is gone")
            val broken =
                object : InputStream() {
                    override fun read(): Int = throw failure
                }
            val documents = client.blocking().documents
            val seen = assertThrows(IOException::class.java) { documents.upload(FileContent.of(broken)) }
            assertSame(failure, seen)
        }

    @Test
    fun `what cannot be read or written is refused by the name of its argument`() =
        onFiles { provider, client ->
            val zip = URI.create("jar:" + folder.resolve("a.zip").toUri())
            FileSystems.newFileSystem(zip, mapOf("create" to "true")).use { elsewhere ->
                val documents = client.blocking().documents
                val path = elsewhere.getPath("a.pdf")
                val calls =
                    listOf(
                        "file" to { documents.upload(FileContent.of(path)) },
                        "file" to { documents.upload(FileContent.of(ByteArrayInputStream(FILE), -1)) },
                        "path" to { documents.downloadTo(STORED, path) },
                    )
                for ((field, call) in calls) {
                    val refused = assertThrows(InvalidRequestException::class.java) { call() }
                    assertEquals(field, refused.fields.single().field)
                }
            }
            assertEquals(0, provider.requests.get())
        }

    @Test
    fun `a download goes to a path, whole or not at all`() =
        onFiles { _, client ->
            val path = folder.resolve("copy.pdf")
            val info = runBlocking { client.documents.downloadTo(STORED, path) }
            assertEquals(listOf(FILE.size.toLong(), SHA256, path), listOf(info.size, info.sha256, info.path))
            assertArrayEquals(FILE, Files.readAllBytes(path))
            assertThrows(NotFoundException::class.java) { client.blocking().documents.downloadTo(MISSING, path) }
            assertArrayEquals(FILE, Files.readAllBytes(path))
            assertEquals(listOf(path), Files.list(folder).use { it.toList() })
        }

    @Test
    fun `a thread reads a download to its end, and closes one before`() =
        onFiles { _, client ->
            val documents = client.blocking().documents
            documents.downloadStream(STORED).use { stream ->
                assertEquals('%'.code, stream.read())
                assertNull(stream.info)
                assertArrayEquals(FILE.copyOfRange(1, FILE.size), stream.readAllBytes())
                assertEquals(SHA256, stream.info?.sha256)
            }
            documents.downloadStream(STORED).use { stream ->
                stream.read()
                assertEquals(1, Completions.inFlight)
            }
            assertEquals(0, Completions.inFlight)
            assertThrows(NotFoundException::class.java) { documents.downloadStream(MISSING) }
        }

    @Test
    fun `a flow gives a download to each collector, and ends with the collector`() =
        onFiles { _, client ->
            runBlocking {
                var file: FileInfo? = null
                val pieces = client.documents.downloadStream(STORED, CallOptions(onResponse = { file = it.file }))
                assertArrayEquals(FILE, pieces.toList().reduce(ByteArray::plus))
                assertEquals(SHA256, file?.sha256)
                assertTrue(pieces.first().isNotEmpty())
                assertEquals(0, Completions.inFlight)
                val failure = runCatching { client.documents.downloadStream(MISSING).toList() }.exceptionOrNull()
                assertTrue(failure is NotFoundException, "$failure")
            }
        }

    @Test
    fun `progress rises to the whole before the call returns, and what its function throws ends the call`() =
        onFiles { _, client ->
            val documents = client.blocking().documents
            val told = CopyOnWriteArrayList<Long>()
            val options = CallOptions(onProgress = { bytes, _ -> told += bytes })
            documents.download(STORED, options)
            assertEquals(FILE.size.toLong(), told.last())
            assertEquals(told.sorted(), told.toList())
            val thrown = IllegalStateException("no")
            val throwing = CallOptions(onProgress = { _, _ -> throw thrown })
            val seen = assertThrows(IllegalStateException::class.java) { documents.download(STORED, throwing) }
            assertSame(thrown, seen)
        }

    private companion object {
        private val FILE = "%PDF-1.7\n".encodeToByteArray() + Random(1).nextBytes(3_000_000)
        private val SHA256 = HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(FILE))
        private val STORED = StoredFile(url = "lease")
        private val MISSING = StoredFile(url = "missing")
    }
}
