package dev.signbridge.internal

import dev.signbridge.CallOptions
import dev.signbridge.Delivery
import dev.signbridge.ErrorKind
import dev.signbridge.FileContent
import dev.signbridge.FileInfo
import dev.signbridge.RawRequest
import dev.signbridge.RawResponse
import dev.signbridge.ResponseInfo
import dev.signbridge.SignbridgeException
import dev.signbridge.internal.uniffi.decodeError
import kotlinx.serialization.DeserializationStrategy
import kotlinx.serialization.ExperimentalSerializationApi
import kotlinx.serialization.MissingFieldException
import kotlinx.serialization.SerializationException
import kotlinx.serialization.descriptors.SerialDescriptor
import kotlinx.serialization.descriptors.buildClassSerialDescriptor
import kotlinx.serialization.encoding.Decoder
import kotlinx.serialization.encoding.decodeStructure
import kotlinx.serialization.json.JsonArray
import kotlinx.serialization.json.JsonElement
import kotlinx.serialization.json.JsonObject
import kotlinx.serialization.json.JsonPrimitive
import kotlinx.serialization.json.buildJsonObject
import kotlinx.serialization.json.put
import org.slf4j.LoggerFactory
import java.nio.ByteBuffer
import java.nio.ByteOrder
import kotlin.time.Duration
import kotlin.time.DurationUnit

/** One call, ready to cross: bytes in, and how to read what comes back. The same for all three kinds of client. */
internal class Call<out T>(
    val operation: Operation,
    val params: List<String>,
    val body: ByteArray?,
    val options: CallOptions,
    private val raw: ByteArray? = null,
    val transfer: Transfer? = Transfer.of(operation, options),
    private val read: (Reply) -> T,
) {
    /** Everything but the body, as `bindings-kotlin/src/call_frame.rs` reads it. */
    fun head(): ByteArray {
        val options = optionsJson(operation, options, transfer)
        val texts = params.map { it.encodeToByteArray() }
        val length = HEADER + (options?.size ?: 0) + (raw?.size ?: 0) + texts.sumOf { Int.SIZE_BYTES + it.size }
        val out = ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN)
        out.putInt(operation.index).putInt(options?.size ?: 0).putInt(raw?.size ?: 0).putInt(texts.size)
        options?.let(out::put)
        raw?.let(out::put)
        for (text in texts) out.putInt(text.size).put(text)
        return out.array()
    }

    /** The result, or the exception that the reply stands for. */
    fun finish(reply: Reply): T {
        // What the user's own stream or function threw is the reason why the call failed.
        transfer?.failure?.let { throw it }
        if (!reply.isSuccess) throw reply.error().toException()
        options.onResponse?.let { tell(it, reply) }
        return read(reply)
    }

    /** What the user's function throws cannot make a failure of the call: a contract may exist by now. */
    private fun tell(function: (ResponseInfo) -> Unit, reply: Reply) =
        runCatching { function(reply.info) }.onFailure {
            if (it is Error) throw it
            log.error("{} {}: onResponse failed; the call succeeded", operation.provider, operation.id, it)
        }

    companion object {
        private val log = LoggerFactory.getLogger("dev.signbridge")
        private const val HEADER = 4 * Int.SIZE_BYTES

        fun <T> json(
            operation: Operation,
            params: List<String>,
            body: ByteArray?,
            options: CallOptions,
            result: DeserializationStrategy<T>,
            files: List<FileContent> = emptyList(),
        ): Call<T> =
            Call(operation, params, body, options, transfer = Transfer.of(operation, options, files)) {
                it.json(operation, result)
            }

        fun <T> json(
            operation: Operation,
            params: List<String>,
            file: FileContent,
            options: CallOptions,
            result: DeserializationStrategy<T>,
        ): Call<T> = upload(operation, params, file, options) { it.json(operation, result) }

        /** A download that goes elsewhere than into memory. */
        fun file(
            operation: Operation,
            params: List<String>,
            body: ByteArray?,
            options: CallOptions,
            sink: Sink,
        ): Call<FileInfo> =
            Call(operation, params, body, options, transfer = Transfer.of(operation, options, sink = sink)) { reply ->
                val info = checkNotNull(reply.info.file) { "the core tells of every file" }
                FileInfo(info.size, info.sha256, info.contentType, (sink as? Sink.ToPath)?.path)
            }

        fun nothing(operation: Operation, params: List<String>, file: FileContent, options: CallOptions): Call<Unit> =
            upload(operation, params, file, options) {}

        private fun <T> upload(
            operation: Operation,
            params: List<String>,
            file: FileContent,
            options: CallOptions,
            read: (Reply) -> T,
        ): Call<T> {
            val transfer = Transfer.of(operation, options, listOf(file).filter { it.bytes == null })
            return Call(operation, params, file.bytes, options, transfer = transfer, read = read)
        }

        fun bytes(operation: Operation, params: List<String>, body: ByteArray?, options: CallOptions): Call<ByteArray> =
            Call(operation, params, body, options, read = Reply::body)

        fun nothing(
            operation: Operation,
            params: List<String>,
            body: ByteArray?,
            options: CallOptions,
            files: List<FileContent> = emptyList(),
        ): Call<Unit> = Call(operation, params, body, options, transfer = Transfer.of(operation, options, files)) {}

        fun raw(provider: String, request: RawRequest, options: CallOptions): Call<RawResponse> {
            val operation = Operation(provider, RAW, "${request.method} ${request.path.substringBefore('?')}")
            val arguments = Arguments(operation)
            request.query.forEach { (name, value) -> arguments.text(name, value) }
            if (request.json != null && request.body != null) {
                val problem = "give either json or body"
                throw ErrorRecord.ofField(ErrorKind.INVALID_REQUEST, "body", problem, operation).toException()
            }
            val body = request.json?.let { arguments.json(JsonElement.serializer(), it) } ?: request.body
            val raw =
                buildJsonObject {
                    put("method", request.method)
                    put("path", request.path)
                    request.origin?.let { put("origin", it) }
                    request.contentType?.let { put("content_type", it) }
                    request.safety?.let { put("safety", it.wire) }
                }
            val rawJson = arguments.json(JsonObject.serializer(), raw)
            return Call(operation, arguments.params, body, options, rawJson) { RawResponse(it.info, it.body) }
        }

        /** `u32::MAX`. */
        private const val RAW = -1
    }
}

/** The items of one page, and the call for the next. */
internal class PageContent<T>(val items: List<T>, private val head: ReplyHead, next: () -> Call<PageContent<T>>?) {
    val info: ResponseInfo get() = head.info

    /** Asked of the core when it is wanted: it reads the payload once more, which is let go then. */
    val next: Call<PageContent<T>>? by lazy(next)
}

/** What came of a call, but for its payload. Parsed when somebody wants to know. */
internal class ReplyHead(private val kind: Int, val status: Int, private val meta: ByteArray) {
    val isSuccess: Boolean get() = kind == SUCCESS

    val info: ResponseInfo by lazy(LazyThreadSafetyMode.PUBLICATION) {
        Wire.json.decodeFromString(ReplyMeta.serializer(), meta.decodeToString()).info(status)
    }

    fun error(): ErrorRecord = ErrorRecord.parse(meta.decodeToString())

    companion object {
        private const val SUCCESS = 1
        const val FAILURE: Int = 2
    }
}

/** What came of a call. */
internal class Reply(val head: ReplyHead, val body: ByteArray) {
    val isSuccess: Boolean get() = head.isSuccess

    val info: ResponseInfo get() = head.info

    fun error(): ErrorRecord = head.error()

    fun <T> json(operation: Operation, result: DeserializationStrategy<T>): T =
        try {
            Wire.json.decodeFromString(result, body.decodeToString())
        } catch (failure: SerializationException) {
            throw misfit(operation, failure)
        }

    /** Never quotes the answer, which may hold personal data. */
    @OptIn(ExperimentalSerializationApi::class)
    private fun misfit(operation: Operation, failure: SerializationException): SignbridgeException {
        val text = failure.message.orEmpty()
        val problem =
            when (failure) {
                is MissingFieldException -> "lacks " + failure.missingFields.joinToString()
                else -> "is not of the expected type"
            }
        val place = PATH.find(text)?.groupValues?.get(1) ?: "$"
        val (provider, index) = operation.provider to operation.index.toUInt()
        val record = decodeError(provider, index, head.status.toUShort(), "$problem at $place")
        return ErrorRecord
            .parse(record)
            .copy(requestId = info.requestId, idempotencyKey = info.idempotencyKey, attempts = info.attempts)
            .toException()
    }

    companion object {
        /** The provider answered, and the answer was lost here. */
        fun undelivered(cause: Throwable): Reply {
            val record =
                ErrorRecord(
                    kind = ErrorKind.INTERNAL,
                    message = "the answer could not be taken over: $cause",
                    delivery = Delivery.MAYBE,
                )
            val meta = Wire.json.encodeToString(ErrorRecord.serializer(), record).encodeToByteArray()
            return Reply(ReplyHead(ReplyHead.FAILURE, 0, meta), ByteArray(0))
        }

        private val PATH = Regex("""at path:? (\$[^\s,]*)""")
    }
}

/** A member of the payload, dotted, where that is not the list itself. It is read in passing, without a tree. */
internal class Member<T>(private val path: String, inner: DeserializationStrategy<T>, private val at: String = "$") :
    DeserializationStrategy<T> {
    private val name = path.substringBefore('.')
    private val within =
        if (name == path) inner else Member(path.substringAfter('.'), inner, "$at.$name")

    override val descriptor: SerialDescriptor =
        buildClassSerialDescriptor("dev.signbridge.member.$path") { element(name, within.descriptor) }

    override fun deserialize(decoder: Decoder): T =
        decoder.decodeStructure(descriptor) {
            var found: Found<T>? = null
            while (decodeElementIndex(descriptor) == 0) {
                found = Found(decodeSerializableElement(descriptor, 0, within))
            }
            found?.value ?: throw SerializationException("no list at path: $at.$path")
        }

    private class Found<T>(val value: T)
}

/** The call options as the core reads them; nothing, where nothing is set. */
private fun optionsJson(operation: Operation, options: CallOptions, transfer: Transfer?): ByteArray? {
    if (options === CallOptions.DEFAULT && transfer == null) return null
    val json =
        buildJsonObject {
            options.timeout?.let { put("timeout_ms", milliseconds(it)) }
            options.maxRetries?.let { put("max_retries", it) }
            options.idempotencyKey?.let { put("idempotency_key", it) }
            options.priority?.let { put("priority", it.wire) }
            options.reconcile?.let { put("reconcile", it) }
            transfer?.options?.forEach { (name, value) -> put(name, value) }
            if (options.headers.isNotEmpty()) {
                val pairs = options.headers.map { (name, value) -> JsonArray(listOf(name, value).map(::JsonPrimitive)) }
                put("headers", JsonArray(pairs))
            }
        }
    return Arguments(operation).json(JsonObject.serializer(), json)
}

/** Fractions are kept; what is endless becomes a number that the core refuses as too long. */
internal fun milliseconds(duration: Duration): Number =
    when {
        duration.isNegative() -> 0
        duration.isInfinite() -> Long.MAX_VALUE
        duration.inWholeNanoseconds % NANOS == 0L -> duration.inWholeMilliseconds
        else -> duration.toDouble(DurationUnit.MILLISECONDS)
    }

private const val NANOS = 1_000_000L
