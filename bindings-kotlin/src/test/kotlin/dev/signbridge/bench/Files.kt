/**
 * How much memory a large file takes on its way, in each way that the JVM has; `cargo xtask bench files` runs it with the
 * origin of its server, the file's length in bytes and a folder.
 *
 * One line of JSON for each way: its name, the seconds it took, and by how many bytes the memory of the process (its largest
 * resident set, as Linux tells it) grew beyond what a file of 64 MB had taken before. Each way has a process of its own, with
 * a heap of 64 MB that is there from the start: so what grows is what lies outside of it, and a file held whole would not fit.
 */
package dev.signbridge.bench

import dev.signbridge.FileContent
import dev.signbridge.NextSign
import dev.signbridge.nextsign.StoredFile
import kotlinx.coroutines.runBlocking
import java.io.InputStream
import java.io.RandomAccessFile
import java.nio.file.Files
import java.nio.file.Path
import kotlin.system.exitProcess

private const val WARM_UP = 64L shl 20
private const val SLACK = 2000
private const val COMPANY_DIGITS = 24
private val HEAP = listOf("-Xms64m", "-Xmx64m", "-XX:+AlwaysPreTouch", "-XX:+UseSerialGC")
private val START = "%PDF-1.7\n".toByteArray()

/** A PDF, if one looks at its start only. */
private class Generated(private val length: Long) : InputStream() {
    private var given = 0L

    override fun read(): Int = error("only pieces are read")

    override fun read(target: ByteArray, offset: Int, length: Int): Int {
        val count = minOf(length.toLong(), this.length - given).toInt()
        if (count == 0) return -1
        target.fill(0, offset, offset + count)
        if (given == 0L) START.copyInto(target, offset)
        given += count
        return count
    }
}

/** A file of this length that takes no room. */
private fun sparse(folder: Path, length: Long): Path {
    val path = folder.resolve("$length.pdf")
    RandomAccessFile(path.toFile(), "rw").use {
        it.write(START)
        it.setLength(length)
    }
    return path
}

/** How many bytes the server saw: the file, and a few of the form around it. */
private fun came(url: String): Long = url.substringAfterLast('/').toLong()

private val ways: Map<String, (NextSign, Long, Path) -> Long> =
    mapOf(
        "up, an InputStream" to { client, length, _ ->
            came(client.blocking().documents.upload(FileContent.of(Generated(length), length)))
        },
        "up, a path" to { client, length, folder ->
            came(client.blocking().documents.upload(FileContent.of(sparse(folder, length))))
        },
        "down, to a path" to { client, length, folder ->
            val path = folder.resolve("down.pdf")
            try {
                client.blocking().documents.downloadTo(StoredFile("$length"), path).size
            } finally {
                Files.deleteIfExists(path)
            }
        },
        "down, an InputStream" to { client, length, _ ->
            client.blocking().documents.downloadStream(StoredFile("$length")).use { stream ->
                val piece = ByteArray(WARM_UP.toInt() shr 10)
                generateSequence { stream.read(piece).takeIf { it >= 0 }?.toLong() }.sum()
            }
        },
        "down, a flow" to { client, length, _ ->
            var count = 0L
            runBlocking { client.documents.downloadStream(StoredFile("$length")).collect { count += it.size } }
            count
        },
    )

/** The most memory that this process has had, in bytes. */
private fun largest(): Long {
    val line = Files.readAllLines(Path.of("/proc/self/status")).first { it.startsWith("VmHWM:") }
    return line.filter(Char::isDigit).toLong() shl 10
}

@Suppress("MagicNumber")
private fun measure(origin: String, length: Long, folder: Path, way: String) {
    val options = NextSign.builder().apiKey("k").companyId("0".repeat(COMPANY_DIGITS))
    options.apiUrl("$origin/api").filesApiUrl(origin).build().use { client ->
        val go = ways.getValue(way)
        go(client, WARM_UP, folder)
        val (before, start) = largest() to System.nanoTime()
        val count = go(client, length, folder)
        check(count in length..length + SLACK) { "$count bytes of $length arrived" }
        val seconds = (System.nanoTime() - start) / 1e9
        println("""{"way": "$way", "seconds": $seconds, "grown": ${largest() - before}}""")
    }
}

@Suppress("SpreadOperator")
fun main(arguments: Array<String>) {
    val (origin, length, folder) = arguments
    val way = arguments.getOrNull(arguments.indexOf(folder) + 1)
    if (way != null) return measure(origin, length.toLong(), Path.of(folder), way)
    for (each in ways.keys) {
        val java = Path.of(System.getProperty("java.home"), "bin", "java").toString()
        val program = listOf(java, *HEAP.toTypedArray(), "-cp", System.getProperty("java.class.path"))
        val run = ProcessBuilder(program + listOf("dev.signbridge.bench.FilesKt", *arguments, each)).inheritIO().start()
        if (run.waitFor() != 0) exitProcess(1)
    }
}
