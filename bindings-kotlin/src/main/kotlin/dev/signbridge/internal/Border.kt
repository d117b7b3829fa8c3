package dev.signbridge.internal

import com.sun.jna.Pointer

/**
 * The hot path: C functions, mapped directly (see `bindings-kotlin/src/hot.rs`). The rest of the border is the generated
 * `dev.signbridge.internal.uniffi`. Arrays are copied before a function returns.
 */
@Suppress("FunctionName", "LongParameterList", "ktlint:standard:function-naming")
internal object Border {
    /** Starts a call; its ticket, or 0 for a defect here. */
    @JvmStatic
    external fun signbridge_kotlin_submit(
        queue: Long,
        client: Long,
        head: ByteArray,
        headLength: Int,
        body: ByteArray?,
        bodyLength: Int,
    ): Long

    /** Drops a call and closes its connection. */
    @JvmStatic
    external fun signbridge_kotlin_cancel(queue: Long, ticket: Long)

    /** The next bytes of a file, or its end if there are none. */
    @JvmStatic
    external fun signbridge_kotlin_answer_chunk(queue: Long, request: Long, chunk: ByteArray?, length: Int)

    /** Blocks. Bytes written, minus the size that is needed, or 0 at the end. */
    @JvmStatic
    external fun signbridge_kotlin_drain(queue: Long, out: Pointer, capacity: Long): Long

    /** A view for another tenant; its number, or 0 if it is refused. */
    @JvmStatic
    external fun signbridge_kotlin_with_tenant(client: Long, tenant: ByteArray, length: Int): Long

    /** Frees a client. */
    @JvmStatic
    external fun signbridge_kotlin_release(client: Long)

    /** Bytes written, 0 after the last page, minus the size that is needed, or [Long.MIN_VALUE] for a failure. */
    @JvmStatic
    external fun signbridge_kotlin_next_page(
        client: Long,
        head: ByteArray,
        headLength: Int,
        payload: ByteArray,
        payloadLength: Int,
        out: ByteArray,
        capacity: Int,
    ): Long
}
