package dev.signbridge.internal

import dev.signbridge.FileContent
import dev.signbridge.InlineFile
import kotlinx.serialization.KSerializer
import kotlinx.serialization.SerializationException
import kotlinx.serialization.descriptors.PrimitiveKind
import kotlinx.serialization.descriptors.PrimitiveSerialDescriptor
import kotlinx.serialization.descriptors.SerialDescriptor
import kotlinx.serialization.encoding.Decoder
import kotlinx.serialization.encoding.Encoder
import java.util.Base64

/** The files of the JSON body that this thread writes or reads: they stand beside it. */
internal object InlineFiles {
    private const val MARK = "\u0000file:"
    private val written = ThreadLocal<MutableList<FileContent>>()
    private val beside = ThreadLocal<List<InlineFile>>()

    /** Writes a body; its files join [files]. */
    fun <T> writing(files: MutableList<FileContent>, write: () -> T): T = within(written, files, write)

    /** Reads a body that names these files by their marks. */
    fun <T> reading(files: List<InlineFile>, read: () -> T): T = within(beside, files, read)

    /** What stands for the file of this number. */
    fun mark(number: Int): String = MARK + number

    /** What stands for the file until the core puts it there. */
    fun add(file: FileContent): String {
        val files = written.get() ?: throw SerializationException("a file is only read by a call")
        files += file
        return mark(files.size - 1)
    }

    fun find(text: String): InlineFile? {
        val number = text.takeIf { it.startsWith(MARK) }?.removePrefix(MARK)?.toIntOrNull() ?: return null
        return beside.get()?.getOrNull(number)
    }

    private fun <V, T> within(local: ThreadLocal<V>, value: V, action: () -> T): T {
        local.set(value)
        try {
            return action()
        } finally {
            local.remove()
        }
    }
}

internal object InlineFileSerializer : KSerializer<InlineFile> {
    override val descriptor: SerialDescriptor =
        PrimitiveSerialDescriptor("dev.signbridge.InlineFile", PrimitiveKind.STRING)

    override fun serialize(encoder: Encoder, value: InlineFile) {
        val file = value.file
        val bytes = file?.bytes
        val text =
            when {
                bytes != null -> Base64.getEncoder().encodeToString(bytes)
                file != null -> InlineFiles.add(file)
                else -> value.text.orEmpty()
            }
        encoder.encodeString(text)
    }

    override fun deserialize(decoder: Decoder): InlineFile {
        val text = decoder.decodeString()
        return InlineFiles.find(text) ?: InlineFile.of(text)
    }
}
