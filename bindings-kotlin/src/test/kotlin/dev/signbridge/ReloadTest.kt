package dev.signbridge

import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.Test
import java.io.File
import java.net.URLClassLoader
import java.util.concurrent.CompletableFuture
import java.util.concurrent.TimeUnit
import java.util.function.Function

/** The package in class loaders of their own, as application servers load what is deployed to them. */
class ReloadTest {
    private fun loader(): URLClassLoader {
        val path = System.getProperty("java.class.path").split(File.pathSeparator)
        val urls = path.map { File(it).toURI().toURL() }
        return URLClassLoader(urls.toTypedArray(), ClassLoader.getPlatformClassLoader())
    }

    /** On a thread that ends: what a thread keeps of the plugin in its own variables is not of this package. */
    private fun play(loader: ClassLoader, url: String) {
        val played = CompletableFuture<String>()
        val thread =
            Thread {
                runCatching {
                    val plugin = loader.loadClass(Plugin::class.java.name).getDeclaredConstructor().newInstance()
                    @Suppress("UNCHECKED_CAST")
                    (plugin as Function<String, String>).apply(url)
                }.fold(played::complete, played::completeExceptionally)
            }
        thread.contextClassLoader = loader
        thread.start()
        assertEquals("c9 c9 c9", played.get(60, TimeUnit.SECONDS))
        thread.join()
    }

    private fun completions(): Set<Thread> =
        Thread.getAllStackTraces().keys.filter { it.name == "signbridge-completions" }.toSet()

    /** Dropped clients are noticed when garbage is collected. */
    private fun end(threads: Set<Thread>): Boolean {
        val deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(60)
        while (System.nanoTime() < deadline) {
            System.gc()
            threads.firstOrNull { it.isAlive }?.join(100) ?: return true
        }
        return false
    }

    @Test
    fun `loaders work beside and after each other, and leave no thread once their clients are closed or dropped`() =
        FakeProvider.ofCase("""{"_id":"c9"}""").use { provider ->
            val before = completions()
            val loaders = List(2) { loader() }
            loaders.forEach { play(it, provider.url) }
            loaders[0].close()
            play(loaders[1], provider.url)
            loader().use { play(it, provider.url) }
            assertTrue(end(completions() - before), "a thread stays")
            play(loaders[1], provider.url)
        }

    @Test
    fun `the thread for completions ends with the last client, and comes back with the next call`() =
        FakeProvider.ofCase("""{"_id":"c9"}""").use { provider ->
            // Of this loader's package: no test leaves a client open while another runs.
            repeat(2) {
                val client = provider.client()
                client.use { assertEquals("c9", it.blocking().cases.get("c9").id) }
                completions().forEach { it.join(TimeUnit.SECONDS.toMillis(20)) }
                assertEquals(emptySet<Thread>(), completions())
                val refused = runCatching { client.blocking().cases.get("c9") }.exceptionOrNull()
                assertTrue(refused is SignbridgeException, "$refused")
            }
        }

    @Test
    fun `a view that is closed leaves its client the thread for completions`() =
        FakeProvider.ofCase("""{"_id":"c9"}""").use { provider ->
            val before = completions()
            provider.client().use { client ->
                client.withCompany("company7").use { assertEquals("c9", it.blocking().cases.get("c9").id) }
                val threads = completions() - before
                assertEquals("c9", client.blocking().cases.get("c9").id)
                assertEquals(1, threads.size)
                assertEquals(threads, completions() - before)
            }
        }
}
