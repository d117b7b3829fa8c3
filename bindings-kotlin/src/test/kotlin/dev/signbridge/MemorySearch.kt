package dev.signbridge

import java.lang.management.ManagementFactory
import java.lang.ref.Reference
import java.nio.ByteBuffer
import java.nio.channels.FileChannel
import java.nio.file.Files
import java.nio.file.Path
import javax.management.ObjectName
import kotlin.random.Random

private const val CHUNK = 1 shl 20
private const val KEY_PARTS = 4
private const val CALLS = 5
private const val LOOKS = 20

/** Makes calls with a key made up here, and tells in how many places it is before and after its client is closed. */
fun main(arguments: Array<String>) {
    val key = List(KEY_PARTS) { Random.nextLong().toString(Character.MAX_RADIX) }.joinToString("")
    val client = NextSign(key, "c1", apiUrl = arguments.single(), maxRetries = 0)
    val view = client.withCompany("c2")
    repeat(CALLS) { client.blocking().cases.get("c$it") }
    val before = places(key)
    client.close()
    // Connections are closed by another thread, soon.
    var after = places(key)
    repeat(LOOKS) { if (after.isNotEmpty()) after = places(key) }
    Reference.reachabilityFence(view)
    Reference.reachabilityFence(client)
    println("${before.isNotEmpty()} $after")
}

/** Where the key is, but for the Java heap: its strings are the collector's, and nobody can wipe them. */
private fun places(key: String): List<String> {
    val diagnostics = ObjectName("com.sun.management:type=DiagnosticCommand")
    val heap = ManagementFactory.getPlatformMBeanServer().invoke(diagnostics, "gcHeapInfo", null, null) as String
    val spaces = Regex("\\[0x(\\w+), 0x\\w+, 0x(\\w+)\\)").findAll(heap).toList()
    val ofHeap = spaces.minOf { it.groupValues[1].toLong(16) }..<spaces.maxOf { it.groupValues[2].toLong(16) }
    val chunk = ByteBuffer.allocateDirect(CHUNK)
    val nothing = ByteArray(CHUNK)
    return FileChannel.open(Path.of("/proc/self/mem")).use { memory ->
        Files.readAllLines(Path.of("/proc/self/maps")).filter { " rw-p " in it }.filter { mapping ->
            val (start, end) = mapping.substringBefore(' ').split('-').map { it.toLong(16) }
            val parts = (start..<end step (CHUNK - key.length).toLong()).asSequence()
            parts.filter { it !in ofHeap }.any { at ->
                chunk.clear().limit(minOf(CHUNK.toLong(), end - at).toInt())
                // A mapping may be gone by now.
                val isRead = runCatching { memory.read(chunk, at) }.isSuccess
                val isThere = isRead && key in Charsets.ISO_8859_1.decode(chunk.flip())
                // It lies in this memory as well.
                chunk.clear().put(nothing)
                isThere
            }
        }
    }
}
