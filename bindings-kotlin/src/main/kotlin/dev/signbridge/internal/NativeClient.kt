package dev.signbridge.internal

import dev.signbridge.internal.uniffi.NativeFailure
import kotlinx.serialization.json.JsonObject
import java.lang.ref.Cleaner
import java.lang.ref.Reference
import java.nio.ByteBuffer
import java.nio.ByteOrder
import dev.signbridge.internal.uniffi.describe as describeNative
import dev.signbridge.internal.uniffi.nextPage as nextPageNative
import dev.signbridge.internal.uniffi.open as openNative
import dev.signbridge.internal.uniffi.refuseCalls as refuseCallsNative
import dev.signbridge.internal.uniffi.withOptions as withOptionsNative
import dev.signbridge.internal.uniffi.withTenant as withTenantNative

/** A client of the core, or a view of one. Freed when nothing here reaches it any more. */
internal class NativeClient private constructor(private val id: Long) {
    init {
        CLEANER.register(this, Release(id))
    }

    /** Does something with the number; the client is not freed meanwhile. */
    inline fun <T> use(action: (Long) -> T): T =
        try {
            action(id)
        } finally {
            Reference.reachabilityFence(this)
        }

    fun withTenant(tenant: String): NativeClient =
        use {
            val bytes = tenant.encodeToByteArray()
            val view = Border.signbridge_kotlin_with_tenant(it, bytes, bytes.size)
            NativeClient(if (view != 0L) view else refusing { withTenantNative(it.toULong(), tenant).toLong() })
        }

    fun withOptions(options: JsonObject): NativeClient =
        use { NativeClient(refusing { withOptionsNative(it.toULong(), options.toString()).toLong() }) }

    fun describe(): String = use { refusing { describeNative(it.toULong()) } }

    fun refuseCalls() = use { refuseCallsNative(it.toULong()) }

    /** The parameters of the page after that with this payload; nothing after the last. */
    fun nextPage(call: Call<*>, payload: ByteArray): List<String>? =
        use { id ->
            val head = call.head()
            var out = ByteArray(ORDINARY)
            val ask = { Border.signbridge_kotlin_next_page(id, head, head.size, payload, payload.size, out, out.size) }
            var written = ask()
            if (written < 0 && written != Long.MIN_VALUE) {
                out = ByteArray(-written.toInt())
                written = ask()
            }
            when {
                written == 0L -> null
                written > 0 -> texts(ByteBuffer.wrap(out, 0, written.toInt()))
                else -> slowly(id, call, payload)
            }
        }

    /** Through the control surface, which gives the reason of a failure. */
    private fun slowly(id: Long, call: Call<*>, payload: ByteArray): List<String>? =
        refusing { nextPageNative(id.toULong(), call.operation.index.toUInt(), call.params, payload) }

    private fun texts(bytes: ByteBuffer): List<String> {
        bytes.order(ByteOrder.LITTLE_ENDIAN)
        return buildList {
            while (bytes.hasRemaining()) add(ByteArray(bytes.getInt()).also(bytes::get).decodeToString())
        }
    }

    /** Holds no reference to the client, or it would never be freed. */
    private class Release(private val id: Long) : Runnable {
        override fun run() = Border.signbridge_kotlin_release(id)
    }

    companion object {
        private const val ORDINARY = 1024
        val CLEANER: Cleaner = Cleaner.create()

        fun open(config: JsonObject): NativeClient = NativeClient(refusing { openNative(config.toString()).toLong() })

        /** The failure is the record and nothing else: it needs no cause. */
        @Suppress("SwallowedException")
        inline fun <T> refusing(action: () -> T): T =
            try {
                action()
            } catch (failure: NativeFailure.Record) {
                throw ErrorRecord.parse(failure.json).toException()
            }
    }
}
