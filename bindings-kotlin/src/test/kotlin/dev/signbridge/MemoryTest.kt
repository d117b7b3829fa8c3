package dev.signbridge

import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Test
import org.junit.jupiter.api.condition.EnabledOnOs
import org.junit.jupiter.api.condition.OS

@EnabledOnOs(OS.LINUX, disabledReason = "only Linux shows a process its own memory as a file")
class MemoryTest {
    @Test
    fun `outside the Java heap no key stays in memory once its client is closed`() =
        FakeProvider.ofCase("""{"_id":"c9"}""").use { provider ->
            // The ranges of this collector's heap are told.
            val options = listOf("-Xmx64m", "-XX:+UseSerialGC")
            val process = jvm(options, "dev.signbridge.MemorySearchKt", provider.url).start()
            assertEquals("true []", process.inputReader().readText().trim())
        }
}
