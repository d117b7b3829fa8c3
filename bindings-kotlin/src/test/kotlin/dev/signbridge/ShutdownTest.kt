package dev.signbridge

import dev.signbridge.SilentServer.Companion.soon
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.Test
import java.nio.file.Path
import java.util.concurrent.TimeUnit

/** What happens at the end of a JVM, in one of its own. */
class ShutdownTest {
    private fun run(main: String, vararg arguments: String): Pair<Int, String> {
        val java = Path.of(System.getProperty("java.home"), "bin", "java").toString()
        val command = listOf(java, "-cp", System.getProperty("java.class.path"), main, *arguments)
        val process = ProcessBuilder(command).redirectErrorStream(true).start()
        val output = process.inputReader().readText()
        assertTrue(process.waitFor(60, TimeUnit.SECONDS), "it does not end: $output")
        return process.exitValue() to output
    }

    @Test
    fun `a JVM with calls in flight ends when its main ends, and closes their connections`() =
        SilentServer().use { server ->
            val (code, output) = run("dev.signbridge.CallsInFlightKt", server.url)
            assertEquals(0, code, output)
            assertEquals("in flight: 50", output.trim())
            server.hungUp.soon()
        }

    @Test
    fun `a JVM that is told to exit while threads wait ends at once`() =
        SilentServer().use { server ->
            val (code, output) = run("dev.signbridge.CallsInFlightKt", server.url, "exit")
            assertEquals(3, code, output)
            server.hungUp.soon()
        }

    @Test
    fun `a library that does not load is a plain error, the second time too`() {
        val java = Path.of(System.getProperty("java.home"), "bin", "java").toString()
        val command =
            listOf(
                java,
                "-Ddev.signbridge.native=/nowhere/lib.so",
                "-cp",
                System.getProperty("java.class.path"),
                "dev.signbridge.CallsInFlightKt",
                "http://127.0.0.1:1",
                "twice",
            )
        val process = ProcessBuilder(command).redirectErrorStream(true).start()
        val output = process.inputReader().readText()
        assertTrue(process.waitFor(60, TimeUnit.SECONDS))
        assertEquals(2, Regex("ConfigurationException: .*/nowhere/lib.so").findAll(output).count(), output)
    }
}
