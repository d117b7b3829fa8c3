package dev.signbridge

import dev.signbridge.internal.Completions
import dev.signbridge.nextsign.StoredFile
import kotlin.concurrent.thread
import kotlin.system.exitProcess

/** Leaves a client open and what its arguments ask for, and returns or exits. [ShutdownTest] runs it. */
fun main(arguments: Array<String>) {
    val (url, modes) = arguments.first() to arguments.drop(1)
    if ("twice" in modes) {
        repeat(2) { runCatching { NextSign("k", "c1", apiUrl = url) }.onFailure { println(it) } }
        return
    }
    val client = NextSign("k", "c1", apiUrl = url, filesApiUrl = url, maxRetries = 0, rateLimit = "off")
    if ("calls" in modes) {
        if ("waits" in modes) {
            repeat(50) { thread { client.blocking().cases.get("c9") } }
        } else {
            repeat(50) { client.async().cases.get("c9") }
        }
        while (Completions.inFlight < 50) Thread.onSpinWait()
        // The server must have been asked, or there is nothing to be closed.
        Thread.sleep(500)
    }
    if ("stream" in modes) {
        val file = StoredFile("https://files.example/a.pdf")
        check(client.blocking().documents.downloadStream(file).read() == 0)
    }
    if ("hook" in modes) {
        val hook = Thread { println("the hook got ${client.blocking().cases.get("c9").id}") }
        Runtime.getRuntime().addShutdownHook(hook)
    }
    println("in flight: ${Completions.inFlight}")
    if ("exit" in modes) exitProcess(3)
}
