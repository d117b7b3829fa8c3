/**
 * Measures signbridge and its peers on the JVM; `cargo xtask bench` runs it and makes tables of what it writes.
 *
 * Every row is measured in rounds. In a round each client has one window, one after the other, and the next round starts
 * with another client: what disturbs the machine disturbs all alike. signbridge decodes into its kotlinx.serialization
 * models, the peers into maps with Jackson.
 */
package dev.signbridge.bench

import com.fasterxml.jackson.databind.ObjectMapper
import com.sun.management.OperatingSystemMXBean
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.async
import kotlinx.coroutines.awaitAll
import kotlinx.coroutines.runBlocking
import java.io.File
import java.lang.management.ManagementFactory
import java.util.concurrent.atomic.AtomicLong
import kotlin.concurrent.thread
import kotlin.system.exitProcess

const val MOST_IN_FLIGHT = 32

private val IN_FLIGHT = listOf(1, MOST_IN_FLIGHT)

/** The compilers need this long before a client runs as fast as it will. */
private const val WARM_UP_SECONDS = 1.5

private enum class Style(val measure: (Client, Payload, inFlight: Int, seconds: Double) -> Long) {
    SUSPEND(::measureSuspending),
    BLOCKING(::measureBlocking),
}

private class Row(val style: Style, val payload: Payload, val inFlight: Int) {
    val rates = LinkedHashMap<String, MutableList<Double>>()
    val cpuMicroseconds = LinkedHashMap<String, MutableList<Double>>()

    fun toJson(): Map<String, Any> = mapOf(
        "style" to style.name.lowercase(),
        "payload" to payload.name.lowercase(),
        "in_flight" to inFlight,
        "rates" to rates,
        "cpu_us" to cpuMicroseconds,
    )
}

private fun measureSuspending(client: Client, payload: Payload, inFlight: Int, seconds: Double): Long =
    runBlocking(Dispatchers.Default) {
        val end = System.nanoTime() + (seconds * 1e9).toLong()
        val workers = List(inFlight) {
            async {
                var calls = 0L
                while (System.nanoTime() < end) {
                    client.suspending(payload)
                    calls++
                }
                calls
            }
        }
        workers.awaitAll().sum()
    }

private fun measureBlocking(client: Client, payload: Payload, inFlight: Int, seconds: Double): Long {
    val end = System.nanoTime() + (seconds * 1e9).toLong()
    val total = AtomicLong()
    val workers = List(inFlight) {
        thread {
            var calls = 0L
            while (System.nanoTime() < end) {
                client.blocking(payload)
                calls++
            }
            total.addAndGet(calls)
        }
    }
    workers.forEach { it.join() }
    return total.get()
}

private fun cpuNanoseconds(): Long =
    (ManagementFactory.getOperatingSystemMXBean() as OperatingSystemMXBean).processCpuTime

private fun measureRow(row: Row, clients: Map<String, Client>, rounds: Int, seconds: Double) {
    val names = clients.keys.toList()
    val measure = row.style.measure
    repeat(rounds) { round ->
        for (place in names.indices) {
            val name = names[(round + place) % names.size]
            val client = clients.getValue(name)
            measure(client, row.payload, row.inFlight, if (round == 0) WARM_UP_SECONDS else seconds / 4)
            System.gc()
            val wall = System.nanoTime()
            val cpu = cpuNanoseconds()
            val calls = measure(client, row.payload, row.inFlight, seconds)
            row.rates.getOrPut(name) { mutableListOf() } += calls * 1e9 / (System.nanoTime() - wall)
            row.cpuMicroseconds.getOrPut(name) { mutableListOf() } += (cpuNanoseconds() - cpu) / 1e3 / calls
        }
    }
}

private fun viewMicroseconds(origin: String): Double {
    val client = open(origin)
    val ids = List(2000) { number -> number.toString(radix = 16).padStart(24, '0') }
    val samples = List(9) {
        val begin = System.nanoTime()
        ids.forEach { client.withCompany(it) }
        (System.nanoTime() - begin) / 1e3 / ids.size
    }
    return samples.sorted()[samples.size / 2]
}

fun main(arguments: Array<String>) {
    val (origin, out, rounds, seconds, okhttpVersion) = arguments
    val clients = mapOf(
        "signbridge" to Signbridge(origin),
        "OkHttp" to OkHttp(origin),
        "java.net.http" to JavaNetHttp(origin),
    )
    val rows = Style.entries.flatMap { style ->
        Payload.entries.flatMap { payload -> IN_FLIGHT.map { Row(style, payload, it) } }
    }
    rows.forEach { measureRow(it, clients, rounds.toInt(), seconds.toDouble()) }
    val java = System.getProperty("java.version")
    val result = mapOf(
        "runtime" to "Java $java",
        "versions" to mapOf("OkHttp" to okhttpVersion, "java.net.http" to "Java $java"),
        "decoding" to "signbridge decodes into typed kotlinx.serialization models, the peers into maps with Jackson",
        "rows" to rows.map { it.toJson() },
        "costs" to listOf(
            mapOf("what" to "withCompany", "value" to viewMicroseconds(origin), "unit" to "µs", "most" to 20),
        ),
    )
    ObjectMapper().writerWithDefaultPrettyPrinter().writeValue(File(out), result)
    // OkHttp's threads would keep the process alive.
    exitProcess(0)
}
