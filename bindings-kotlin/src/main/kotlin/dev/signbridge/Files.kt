package dev.signbridge

import dev.signbridge.internal.Arrival
import dev.signbridge.internal.Completions
import dev.signbridge.internal.InlineFileSerializer
import kotlinx.serialization.Serializable
import java.io.InputStream
import java.io.InterruptedIOException
import java.nio.file.Path
import java.util.Objects
import java.util.concurrent.LinkedBlockingQueue

/**
 * A file to be sent: bytes, a path or a stream.
 *
 * ```kotlin
 * client.documents.upload(FileContent.of(Path.of("lease.pdf")))
 * ```
 *
 * Bytes and paths can be sent again when an attempt fails; a stream cannot once something was read of it.
 */
public class FileContent private constructor(
    internal val bytes: ByteArray? = null,
    internal val path: Path? = null,
    internal val stream: InputStream? = null,
    internal val length: Long? = null,
) {
    override fun toString(): String =
        "FileContent(" + (path?.toString() ?: "${bytes?.size ?: length ?: "an unknown number of"} bytes") + ")"

    public companion object {
        /** What is in memory. The array must not change before the call has ended. */
        @JvmStatic
        public fun of(bytes: ByteArray): FileContent = FileContent(bytes = bytes)

        /** A file on the default file system, read piece by piece. Its name is the file's default name. */
        @JvmStatic
        public fun of(path: Path): FileContent = FileContent(path = path)

        /**
         * What a stream gives from here to its end, for one call. It is read on a thread that may wait, and stays open; a
         * read that is under way when the call is cancelled goes on until it returns.
         *
         * @param length how many bytes it gives, from 0. Storage that files are put into needs to know; other APIs take a
         *   stream without.
         */
        @JvmStatic
        @JvmOverloads
        public fun of(stream: InputStream, length: Long? = null): FileContent =
            FileContent(stream = stream, length = length)
    }
}

/**
 * A file inside JSON, for APIs that take base64 there.
 *
 * ```kotlin
 * NewDocument(name = "lease.pdf", file = InlineFile.of(Path.of("lease.pdf")), fileIsBlob = true)
 * ```
 *
 * A path or stream becomes base64 while it is sent, so only a piece of it is held. Bytes and paths can be sent again when an
 * attempt fails; a stream cannot once something was read of it.
 */
@Serializable(with = InlineFileSerializer::class)
public class InlineFile private constructor(internal val text: String? = null, internal val file: FileContent? = null) {
    override fun toString(): String = "InlineFile(" + (file ?: "text") + ")"

    public companion object {
        /** What is sent as it is: base64, a data URL, or what else the API takes there. */
        @JvmStatic
        public fun of(text: String): InlineFile = InlineFile(text = text)

        /** What is in memory. */
        @JvmStatic
        public fun of(bytes: ByteArray): InlineFile = InlineFile(file = FileContent.of(bytes))

        /** A file on the default file system. */
        @JvmStatic
        public fun of(path: Path): InlineFile = InlineFile(file = FileContent.of(path))

        /**
         * What a stream gives from here to its end, for one call.
         *
         * @param length how many bytes it gives, where that is known.
         */
        @JvmStatic
        @JvmOverloads
        public fun of(stream: InputStream, length: Long? = null): InlineFile =
            InlineFile(file = FileContent.of(stream, length))
    }
}

/**
 * What is known of a file that was sent or received whole.
 *
 * @property size its length in bytes.
 * @property sha256 its SHA-256, 64 hexadecimal digits.
 * @property contentType the MIME type: of a download, what its server says; of an upload, what its first bytes show.
 * @property path where it was written; `null` for what went elsewhere.
 */
public class FileInfo internal constructor(
    public val size: Long,
    public val sha256: String,
    public val contentType: String?,
    public val path: Path? = null,
) {
    override fun toString(): String = "FileInfo(size=$size, sha256=$sha256, contentType=$contentType, path=$path)"
}

/**
 * A file as it comes in. Reading waits for the next piece, and nothing more is fetched than is read: at most two pieces of
 * 256 KiB are ahead. It fails as any call does, with a [SignbridgeException]. Closing it before the end closes the
 * connection. For one thread at a time.
 */
public class DownloadStream internal constructor() : InputStream() {
    private val arrived = LinkedBlockingQueue<Arrival>()
    private var piece = ByteArray(0)
    private var position = 0
    private var failure: Throwable? = null
    private var isOver = false

    internal var ticket: Long = 0
    internal lateinit var finish: (Arrival.End) -> FileInfo

    /** What is known of the file, once it was read to its end. */
    public var info: FileInfo? = null
        private set

    internal fun arrive(arrival: Arrival) {
        arrived.put(arrival)
    }

    /** Waits until there is something to read, or nothing more. Whether there is. */
    internal fun isThereMore(): Boolean {
        while (position == piece.size) {
            failure?.let { throw it }
            if (isOver) return false
            when (val next = awaitArrival()) {
                is Arrival.Chunk -> {
                    piece = next.bytes
                    position = 0
                    next.taken()
                }

                is Arrival.End -> {
                    isOver = true
                    runCatching { info = finish(next) }.onFailure { failure = it }
                }
            }
        }
        return true
    }

    private fun awaitArrival(): Arrival =
        try {
            arrived.take()
        } catch (interrupted: InterruptedException) {
            close()
            Thread.currentThread().interrupt()
            throw InterruptedIOException("the reading thread was interrupted").apply { initCause(interrupted) }
        }

    override fun read(): Int = if (isThereMore()) piece[position++].toInt() and BYTE else -1

    override fun read(target: ByteArray, offset: Int, length: Int): Int {
        Objects.checkFromIndexSize(offset, length, target.size)
        if (length > 0 && !isThereMore()) return -1
        val count = minOf(length, piece.size - position)
        piece.copyInto(target, offset, position, position + count)
        position += count
        return count
    }

    override fun available(): Int = piece.size - position

    override fun close() {
        if (!isOver) Completions.cancel(ticket)
        isOver = true
        position = piece.size
    }

    private companion object {
        private const val BYTE = 0xff
    }
}
