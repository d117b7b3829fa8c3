package dev.signbridge.internal

import com.sun.jna.Pointer

/**
 * The hot path: two C functions, mapped directly (see `bindings-kotlin/src/hot.rs`). The rest of the border is the
 * generated `dev.signbridge.internal.uniffi`.
 */
internal object Border {
    /** Starts a call; its ticket, or 0 for a defect here. Arrays are copied before it returns. */
    @JvmStatic
    @Suppress("FunctionName", "LongParameterList", "ktlint:standard:function-naming")
    external fun signbridge_kotlin_submit(
        queue: Long,
        client: Long,
        head: ByteArray,
        headLength: Int,
        body: ByteArray?,
        bodyLength: Int,
    ): Long

    /** Blocks. Bytes written, minus the size that is needed, or 0 at the end. */
    @JvmStatic
    @Suppress("FunctionName", "ktlint:standard:function-naming")
    external fun signbridge_kotlin_drain(queue: Long, out: Pointer, capacity: Long): Long
}
