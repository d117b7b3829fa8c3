package dev.signbridge.internal

import dev.signbridge.CallOptions
import dev.signbridge.ErrorKind
import dev.signbridge.FileContent
import dev.signbridge.internal.uniffi.refuseChunk
import dev.signbridge.internal.uniffi.takeChunk
import kotlinx.coroutines.CoroutineName
import kotlinx.coroutines.CoroutineScope
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.ExperimentalCoroutinesApi
import kotlinx.coroutines.SupervisorJob
import kotlinx.coroutines.launch
import kotlinx.serialization.Serializable
import kotlinx.serialization.json.JsonArray
import kotlinx.serialization.json.JsonElement
import kotlinx.serialization.json.JsonNull
import kotlinx.serialization.json.JsonObject
import kotlinx.serialization.json.JsonPrimitive
import java.io.InputStream
import java.nio.file.FileSystems
import java.nio.file.Path

/** What comes of a download that this side takes. */
internal sealed interface Arrival {
    /** Some of it; [taken] asks for more. */
    class Chunk(val bytes: ByteArray, val taken: () -> Unit) : Arrival

    /** The call ended. */
    class End(val reply: Reply) : Arrival
}

/** Where a download goes. */
internal sealed interface Sink {
    class ToPath(val path: Path) : Sink

    class ToTaker(val take: (Arrival) -> Unit) : Sink
}

/** The files of one call on their way, as far as this side has a part in it. */
internal class Transfer private constructor(
    private val sources: List<InputStream?>,
    private val take: ((Arrival) -> Unit)?,
    private val progress: ((Long, Long?) -> Unit)?,
    /** What the core is told of it, in the call's options. */
    val options: Map<String, JsonElement>,
) {
    /** What a stream or function of the user threw: the reason why the call failed. */
    @Volatile
    var failure: Throwable? = null
        private set

    /** What the user's function is told comes one after another. */
    @OptIn(ExperimentalCoroutinesApi::class)
    private val turns = Dispatchers.IO.limitedParallelism(1)

    /** Reads on in the user's stream of that number, for a question of the core's. */
    fun give(request: Long, file: Int) {
        val stream = sources.getOrNull(file) ?: return
        files.launch {
            val read = runCatching { read(stream) }
            read.onSuccess { chunk ->
                Border.signbridge_kotlin_answer_chunk(Completions.queue, request, chunk, chunk?.size ?: 0)
            }
            read.onFailure {
                failure = it
                refuseChunk(Completions.queue.toULong(), request.toULong(), it.message ?: it.toString())
            }
        }
    }

    private fun read(stream: InputStream): ByteArray? = stream.readNBytes(CHUNK).takeIf { it.isNotEmpty() }

    fun offer(request: Long, bytes: ByteArray) {
        take?.invoke(Arrival.Chunk(bytes) { takeChunk(Completions.queue.toULong(), request.toULong(), null) })
    }

    fun tell(ticket: Long, json: String) {
        val tell = progress ?: return
        val now = Wire.json.decodeFromString(Moved.serializer(), json)
        files.launch(turns) {
            if (failure == null) {
                runCatching { tell(now.bytes, now.total) }.onFailure {
                    failure = it
                    Completions.abandon(ticket, it)
                }
            }
        }
    }

    /** The call ended: after all that the user's function is told of it. */
    fun ended(complete: () -> Unit) {
        if (progress == null) complete() else files.launch(turns) { complete() }
    }

    companion object {
        /** What crosses at once, in bytes. */
        private const val CHUNK = 256 shl 10

        private val files = CoroutineScope(SupervisorJob() + Dispatchers.IO + CoroutineName("signbridge-files"))

        /** Of [files] that are not in memory. */
        fun of(
            operation: Operation,
            options: CallOptions,
            files: List<FileContent> = emptyList(),
            sink: Sink? = null,
        ): Transfer? {
            if (files.isEmpty() && sink == null && options.onProgress == null) return null
            val json = LinkedHashMap<String, JsonElement>()
            if (options.onProgress != null) json["progress"] = JsonPrimitive(true)
            if (files.isNotEmpty()) {
                val told =
                    files.map { file ->
                        file.path?.let { atPath("file", it, operation) } ?: atHost(file.length, operation)
                    }
                json["files"] = JsonArray(told)
            }
            when (sink) {
                is Sink.ToPath -> json["sink"] = atPath("path", sink.path, operation)
                is Sink.ToTaker -> json["sink"] = atHost(null, operation)
                null -> Unit
            }
            return Transfer(files.map { it.stream }, (sink as? Sink.ToTaker)?.take, options.onProgress, json)
        }

        private fun atPath(field: String, path: Path, operation: Operation): JsonObject {
            if (path.fileSystem != FileSystems.getDefault()) {
                throw invalid(field, "$path is not on the default file system; use a stream", operation)
            }
            return JsonObject(mapOf("path" to JsonPrimitive(path.toAbsolutePath().toString())))
        }

        private fun atHost(length: Long?, operation: Operation): JsonObject {
            if (length != null && length < 0) throw invalid("file", "a length of $length bytes", operation)
            val known = length?.let(::JsonPrimitive) ?: JsonNull
            return JsonObject(mapOf("host" to JsonObject(mapOf("length" to known))))
        }

        private fun invalid(field: String, problem: String, operation: Operation) =
            ErrorRecord.ofField(ErrorKind.INVALID_REQUEST, field, problem, operation).toException()
    }
}

/** How far a file has got. */
@Serializable
private class Moved(val bytes: Long, val total: Long? = null)
