package dev.signbridge

import dev.signbridge.internal.NativeLibrary
import dev.signbridge.internal.NativeLibrary.Platform
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertFalse
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.Test
import org.junit.jupiter.api.assertThrows
import org.junit.jupiter.api.io.TempDir
import java.nio.file.Files
import java.nio.file.Path
import java.nio.file.attribute.PosixFilePermissions

class LoadingTest {
    @TempDir
    lateinit var folder: Path

    private val linux = Platform("linux", "x86_64", isMusl = false)
    private val content = "a library".encodeToByteArray()

    private fun search(platform: Platform, vararg properties: Pair<String, String>, inArtifact: Boolean = true) =
        NativeLibrary.Search(platform, mapOf(*properties)::get) { content.inputStream().takeIf { inArtifact } }

    @Test
    fun `a named file is the only one tried`() {
        val tried = mutableListOf<Path>()
        val search = search(linux, "dev.signbridge.native" to "/nowhere/lib.so", "java.io.tmpdir" to "$folder")
        val failure =
            assertThrows<ConfigurationException> {
                search.load {
                    tried.add(it)
                    throw UnsatisfiedLinkError("no such file")
                }
            }
        assertEquals(listOf(Path.of("/nowhere/lib.so")), tried)
        assertTrue("/nowhere/lib.so" in failure.message.orEmpty() && "no such file" in failure.message.orEmpty())
        assertEquals("native library", failure.fields.single().field)
    }

    @Test
    fun `the library path comes before the artifact`() {
        val file = Files.write(folder.resolve("libsignbridge_kotlin.so"), content)
        var loaded: Path? = null
        search(linux, "java.library.path" to "/nowhere:$folder").load { loaded = it }
        assertEquals(file, loaded)
    }

    @Test
    fun `the artifact's copy is written where only this user reads, and deleted once it is loaded`() {
        var loaded: Path? = null
        search(linux, "java.io.tmpdir" to "$folder").load {
            loaded = it
            assertEquals("a library", Files.readString(it))
            val permissions = Files.getPosixFilePermissions(it.parent)
            assertEquals("rwx------", PosixFilePermissions.toString(permissions))
        }
        assertTrue(loaded?.startsWith(folder) == true)
        assertFalse(Files.exists(loaded?.parent ?: folder))
    }

    @Test
    fun `a folder that code may not be run from is passed over`() {
        val home = Files.createDirectory(folder.resolve("home"))
        var loaded: Path? = null
        search(linux, "user.home" to "$home", "java.io.tmpdir" to "$folder").load {
            if (it.startsWith(home)) throw UnsatisfiedLinkError("failed to map segment from shared object")
            loaded = it
        }
        assertTrue(loaded?.startsWith(folder) == true)
    }

    @Test
    fun `a system with musl is told so`() {
        val search = search(linux.copy(isMusl = true), "java.io.tmpdir" to "$folder", inArtifact = false)
        val failure = assertThrows<ConfigurationException> { search.load {} }
        assertTrue("musl" in failure.message.orEmpty(), failure.message)
        assertTrue("linux-x86_64-musl" in failure.message.orEmpty(), failure.message)
    }

    @Test
    fun `platforms have one name each, however the JVM spells them`() {
        assertEquals("linux-x86_64", Platform.of("Linux", "amd64", false).name)
        assertEquals("macos-aarch64", Platform.of("Mac OS X", "aarch64", false).name)
        assertEquals("windows-x86_64", Platform.of("Windows 11", "amd64", false).name)
        assertEquals("signbridge_kotlin.dll", Platform.of("Windows 11", "amd64", false).fileName)
    }
}
