package dev.signbridge

import dev.signbridge.internal.Completions
import kotlin.concurrent.thread
import kotlin.system.exitProcess

/** Leaves calls in flight and returns, or exits while a thread waits. [ShutdownTest] runs it. */
fun main(arguments: Array<String>) {
    if ("twice" in arguments) {
        repeat(2) { runCatching { NextSign("k", "c1", apiUrl = arguments[0]) }.onFailure { println(it) } }
        return
    }
    val client = NextSign("k", "c1", apiUrl = arguments[0], maxRetries = 0)
    if ("exit" in arguments) {
        thread { client.blocking().cases.get("c9") }
    } else {
        repeat(50) { client.async().cases.get("c9") }
    }
    while (Completions.inFlight == 0) Thread.onSpinWait()
    // The server must have been asked, or there is nothing to be closed.
    Thread.sleep(500)
    if ("exit" in arguments) exitProcess(3)
    println("in flight: ${Completions.inFlight}")
}
