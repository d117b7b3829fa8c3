package dev.signbridge

import dev.signbridge.SilentServer.Companion.soon
import dev.signbridge.internal.Completions
import kotlinx.coroutines.CancellationException
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.TimeoutCancellationException
import kotlinx.coroutines.cancelAndJoin
import kotlinx.coroutines.launch
import kotlinx.coroutines.runBlocking
import kotlinx.coroutines.withTimeout
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertInstanceOf
import org.junit.jupiter.api.Assertions.assertThrows
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.Test
import java.io.File
import java.util.concurrent.CompletableFuture
import java.util.concurrent.ExecutionException
import java.util.concurrent.TimeUnit
import kotlin.time.Duration.Companion.milliseconds

/** The server sees that nobody wants the answer any more. */
class CancellingTest {
    private fun onSilence(test: (SilentServer, NextSign) -> Unit) =
        SilentServer().use { server ->
            server.client().use { client -> test(server, client) }
            assertEquals(0, Completions.inFlight)
        }

    @Test
    fun `cancelling a coroutine closes the connection`() =
        onSilence { server, client ->
            runBlocking(Dispatchers.Default) {
                var seen: Throwable? = null
                val job = launch { runCatching { client.cases.get("c9") }.onFailure { seen = it } }
                server.asked.soon()
                job.cancelAndJoin()
                server.hungUp.soon()
                assertInstanceOf(CancellationException::class.java, seen)
            }
        }

    @Test
    fun `a coroutine's own timeout closes the connection`() =
        onSilence { server, client ->
            runBlocking {
                val failure =
                    runCatching {
                        withTimeout(300.milliseconds) { client.cases.get("c9") }
                    }.exceptionOrNull()
                assertInstanceOf(TimeoutCancellationException::class.java, failure)
            }
            server.asked.soon()
            server.hungUp.soon()
        }

    @Test
    fun `a coroutine cancelled before it starts sends nothing`() =
        onSilence { server, client ->
            runBlocking { launch { client.cases.get("c9") }.cancel() }
            assertTrue(!server.asked.isDone)
        }

    @Test
    fun `cancelling a future closes the connection`() =
        onSilence { server, client ->
            val future = client.async().cases.get("c9")
            server.asked.soon()
            assertTrue(future.cancel(true))
            server.hungUp.soon()
            assertThrows(java.util.concurrent.CancellationException::class.java) { future.join() }
        }

    @Test
    fun `a future's own timeout closes the connection`() =
        onSilence { server, client ->
            val future = client.async().cases.get("c9").orTimeout(300, TimeUnit.MILLISECONDS)
            val failure = assertThrows(ExecutionException::class.java) { future.get() }
            assertInstanceOf(java.util.concurrent.TimeoutException::class.java, failure.cause)
            server.asked.soon()
            server.hungUp.soon()
        }

    @Test
    fun `interrupting a waiting thread closes the connection`() =
        onSilence { server, client ->
            val ended = CompletableFuture<Pair<Throwable?, Boolean>>()
            val thread =
                Thread {
                    val failure = runCatching { client.blocking().cases.get("c9") }.exceptionOrNull()
                    ended.complete(failure to Thread.currentThread().isInterrupted)
                }
            thread.start()
            server.asked.soon()
            thread.interrupt()
            server.hungUp.soon()
            val (failure, stillInterrupted) = ended.get(20, TimeUnit.SECONDS)
            assertInstanceOf(java.util.concurrent.CancellationException::class.java, failure)
            assertTrue(stillInterrupted)
        }

    @Test
    fun `cancelling while answers arrive loses no other call and leaves nothing behind`() =
        FakeProvider.ofCase("""{"_id":"c9"}""").use { provider ->
            provider.client().use { client ->
                runBlocking(Dispatchers.Default) {
                    repeat(20) {
                        val doomed = List(50) { launch { client.cases.get("c9") } }
                        val kept = List(50) { launch { assertEquals("c9", client.cases.get("c9").id) } }
                        doomed.forEach { it.cancel() }
                        kept.forEach { it.join() }
                        doomed.forEach { it.join() }
                    }
                }
                assertEquals(0, Completions.inFlight)
            }
        }

    @Test
    fun `a hundred thousand cancelled calls leave no call, descriptor or memory behind`() =
        onSilence { server, client ->
            val calls = client.async().cases

            fun storms(count: Int) =
                repeat(count) { storm ->
                    val doomed = List(100) { calls.get("c9") }
                    // Most are cancelled before they have a connection, some in the middle of a request.
                    if (storm == 0) server.asked.soon()
                    doomed.forEach { assertTrue(it.cancel(true)) }
                    assertEquals(0, Completions.inFlight)
                }
            storms(100)
            server.hungUp.soon()
            val before = descriptors() to heap()
            storms(900)
            assertTrue(descriptors() < before.first + 100, "${descriptors()} after ${before.first}")
            assertTrue(heap() < before.second + (16 shl 20), "${heap()} after ${before.second}")
        }

    /** Of this process, the server's ends among them; 0 where the system does not tell. */
    private fun descriptors(): Int = File("/proc/self/fd").list()?.size ?: 0

    private fun heap(): Long {
        System.gc()
        return Runtime.getRuntime().run { totalMemory() - freeMemory() }
    }
}
