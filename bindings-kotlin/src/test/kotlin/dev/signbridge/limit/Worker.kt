package dev.signbridge.limit

import dev.signbridge.CallOptions
import dev.signbridge.NextSign
import dev.signbridge.RateLimitedException
import kotlinx.coroutines.coroutineScope
import kotlinx.coroutines.launch
import kotlinx.coroutines.withTimeoutOrNull
import kotlin.time.Duration.Companion.minutes
import kotlin.time.Duration.Companion.seconds

private val atOnce = listOf(24, 8, 4)

/**
 * One process of `cargo xtask bench limit`: as many reads as the rate limit lets through, for three tenants. The first
 * asks for far more than the others, who must not come off badly for it.
 */
suspend fun main(args: Array<String>) {
    val (process, time, store) = args
    val tenants = args.drop(@Suppress("MagicNumber") 3)
    NextSign.fromEnv {
        rateLimitStore(store)
        timeout(10.minutes)
    }.use { client ->
        val options = CallOptions(maxRetries = 0, headers = mapOf("x-process" to process))
        withTimeoutOrNull(time.toInt().seconds) {
            coroutineScope {
                for ((tenant, calls) in tenants zip atOnce) {
                    val view = client.withCompany(tenant)
                    repeat(calls) { launch { while (true) call(view, options) } }
                }
            }
        }
    }
}

private suspend fun call(client: NextSign, options: CallOptions) {
    try {
        client.cases.list(limit = 1L, options = options)
    } catch (_: RateLimitedException) {
        // The tool counts refusals.
    }
}
