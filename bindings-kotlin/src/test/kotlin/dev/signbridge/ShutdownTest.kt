package dev.signbridge

import dev.signbridge.SilentServer.Companion.soon
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.Test
import org.junit.jupiter.api.io.TempDir
import java.nio.file.Files
import java.nio.file.Path
import java.util.concurrent.TimeUnit

/** What happens at the end of a JVM, in one of its own: it ends soon, says nothing and leaves no report of a crash. */
class ShutdownTest {
    @TempDir
    lateinit var folder: Path

    /** The exit code, and what it wrote to both of its streams. */
    private fun run(url: String, vararg modes: String, property: String? = null): Pair<Int, String> {
        val builder = jvm(listOfNotNull(property), "dev.signbridge.CallsInFlightKt", url, *modes)
        val process = builder.directory(folder.toFile()).start()
        val ended = process.waitFor(60, TimeUnit.SECONDS)
        if (!ended) process.destroyForcibly()
        val output = process.inputReader().readText().trim()
        assertTrue(ended, "it does not end: $output")
        assertEquals(emptyList<Path>(), Files.list(folder).use { it.toList() }, output)
        return process.exitValue() to output
    }

    @Test
    fun `a JVM with calls in flight and an open client ends when its main ends, and closes their connections`() =
        SilentServer().use { server ->
            assertEquals(0 to "in flight: 50", run(server.url, "calls"))
            server.hungUp.soon()
        }

    @Test
    fun `a JVM that is told to exit while threads wait ends at once`() =
        SilentServer().use { server ->
            assertEquals(3 to "in flight: 50", run(server.url, "calls", "waits", "exit"))
            server.hungUp.soon()
        }

    @Test
    fun `a JVM that is in the middle of a download ends when its main ends`() =
        FilesProvider.of(ByteArray(32 shl 20)).use { provider ->
            assertEquals(0 to "in flight: 1", run(provider.url, "stream"))
        }

    @Test
    fun `a JVM that is told to exit in the middle of a download ends at once`() =
        FilesProvider.of(ByteArray(32 shl 20)).use { provider ->
            assertEquals(3 to "in flight: 1", run(provider.url, "stream", "exit"))
        }

    @Test
    fun `a shutdown hook makes its calls, when main ends and when the JVM is told to exit`() =
        FakeProvider.ofCase("""{"_id":"c9"}""").use { provider ->
            assertEquals(0 to "in flight: 0\nthe hook got c9", run(provider.url, "hook"))
            assertEquals(3 to "in flight: 0\nthe hook got c9", run(provider.url, "hook", "exit"))
        }

    @Test
    fun `a library that does not load is a plain error, the second time too`() {
        val (_, output) = run("http://127.0.0.1:1", "twice", property = "-Ddev.signbridge.native=/nowhere/lib.so")
        assertEquals(2, Regex("ConfigurationException: .*/nowhere/lib.so").findAll(output).count(), output)
    }
}
