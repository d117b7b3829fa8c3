package dev.signbridge

import kotlinx.coroutines.runBlocking
import java.util.function.Function

/** What an application server loads, with this package and all it needs, by a loader of its own. [ReloadTest] runs it. */
class Plugin : Function<String, String> {
    /** Asks in the three ways there are, of a client that is closed and of one that is only dropped. */
    override fun apply(url: String): String {
        val dropped = NextSign("k", "c1", apiUrl = url, maxRetries = 0)
        return NextSign("k", "c1", apiUrl = url, maxRetries = 0).use { client ->
            val ids =
                listOf(
                    client.blocking().cases.get("c9").id,
                    client.async().cases.get("c9").join().id,
                    runBlocking { dropped.cases.get("c9").id },
                )
            ids.joinToString(" ")
        }
    }
}
