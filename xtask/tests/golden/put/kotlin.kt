// ---- Things.kt
import dev.signbridge.CallOptions
import dev.signbridge.FileContent
import dev.signbridge.SignbridgeException
import dev.signbridge.internal.Arguments
import dev.signbridge.internal.Call
import dev.signbridge.internal.Operation
import dev.signbridge.internal.required
import kotlinx.serialization.builtins.serializer
import java.util.concurrent.CompletableFuture
    /**
     * Announce a file.
     *
     * Repeating it leaves the same state, so it is sent again after a failure.
     *
     * @param id Its id.
     * @param body A file to come.
     * @param options for this call alone.
     * @throws SignbridgeException what else may happen to any call.
     */
    public suspend fun announce(
        id: String,
        body: Announcement,
        options: CallOptions = CallOptions.DEFAULT,
    ): Target =
        session.await(ThingsCalls.announce(id, body, options))
    /**
     * Announce a file.
     *
     * Repeating it leaves the same state, so it is sent again after a failure.
     *
     * @param id Its id.
     * @param filename Its name.
     * @param contentType Its MIME type.
     * @param fileSize Its length in bytes.
     * @param kind What it is for.
     * @param options for this call alone.
     * @throws SignbridgeException what else may happen to any call.
     */
    public suspend fun announce(
        id: String,
        filename: String,
        contentType: String,
        fileSize: Long,
        kind: String,
        options: CallOptions = CallOptions.DEFAULT,
    ): Target =
        announce(
            id,
            Announcement(
                filename = filename,
                contentType = contentType,
                fileSize = fileSize,
                kind = kind,
            ),
            options,
        )
    /**
     * Upload a file.
     *
     * Repeating it leaves the same state, so it is sent again after a failure.
     *
     * A file of more than 1000000 bytes is refused before anything is sent.
     *
     * @param id Its id.
     * @param file The file. Taken: `application/pdf`.
     * @param kind What it is for.
     * @param filename Its name.
     * @param contentType Its MIME type.
     * @param options for this call alone.
     * @throws SignbridgeException what else may happen to any call.
     */
    public suspend fun upload(
        id: String,
        file: FileContent,
        kind: String,
        filename: String? = null,
        contentType: String? = null,
        options: CallOptions = CallOptions.DEFAULT,
    ): Unit =
        session.await(ThingsCalls.upload(id, file, kind, filename, contentType, options))
    /**
     * Announce a file.
     *
     * Repeating it leaves the same state, so it is sent again after a failure.
     *
     * @param id Its id.
     * @param body A file to come.
     * @param options for this call alone.
     * @throws SignbridgeException what else may happen to any call.
     */
    @JvmOverloads
    public fun announce(
        id: String,
        body: Announcement,
        options: CallOptions = CallOptions.DEFAULT,
    ): Target =
        session.block(ThingsCalls.announce(id, body, options))
    /**
     * Upload a file.
     *
     * Repeating it leaves the same state, so it is sent again after a failure.
     *
     * A file of more than 1000000 bytes is refused before anything is sent.
     *
     * @param id Its id.
     * @param file The file. Taken: `application/pdf`.
     * @param params further parameters.
     * @param options for this call alone.
     * @throws SignbridgeException what else may happen to any call.
     */
    @JvmOverloads
    public fun upload(
        id: String,
        file: FileContent,
        params: ThingsUploadParams,
        options: CallOptions = CallOptions.DEFAULT,
    ): Unit =
        session.block(ThingsCalls.upload(id, file, params.kind, params.filename, params.contentType, options))
    /**
     * Announce a file.
     *
     * Repeating it leaves the same state, so it is sent again after a failure.
     *
     * @param id Its id.
     * @param body A file to come.
     * @param options for this call alone.
     * @throws SignbridgeException what else may happen to any call.
     */
    @JvmOverloads
    public fun announce(
        id: String,
        body: Announcement,
        options: CallOptions = CallOptions.DEFAULT,
    ): CompletableFuture<Target> =
        session.future({ ThingsCalls.announce(id, body, options) }, { it })
    /**
     * Upload a file.
     *
     * Repeating it leaves the same state, so it is sent again after a failure.
     *
     * A file of more than 1000000 bytes is refused before anything is sent.
     *
     * @param id Its id.
     * @param file The file. Taken: `application/pdf`.
     * @param params further parameters.
     * @param options for this call alone.
     * @throws SignbridgeException what else may happen to any call.
     */
    @JvmOverloads
    public fun upload(
        id: String,
        file: FileContent,
        params: ThingsUploadParams,
        options: CallOptions = CallOptions.DEFAULT,
    ): CompletableFuture<Void?> =
        session.future({ ThingsCalls.upload(id, file, params.kind, params.filename, params.contentType, options) }, { null })
    private val ANNOUNCE = Operation("sample", 0, "things.announce")
    private val UPLOAD = Operation("sample", 1, "things.upload")
    fun announce(
        id: String,
        body: Announcement,
        options: CallOptions,
    ): Call<Target> {
        val arguments = Arguments(ANNOUNCE)
        arguments.text("id", id)
        return Call.json(ANNOUNCE, arguments.params, arguments.json(Announcement.serializer(), body), options, Target.serializer())
    }
    fun upload(
        id: String,
        file: FileContent,
        kind: String,
        filename: String?,
        contentType: String?,
        options: CallOptions,
    ): Call<Unit> {
        val arguments = Arguments(UPLOAD)
        arguments.text("id", id)
        arguments.text("filename", filename)
        arguments.text("contentType", contentType)
        arguments.text("kind", kind)
        return Call.nothing(UPLOAD, arguments.params, file, options)
    }
}
/**
 * Further parameters of `things.upload`.
 *
 * @property kind What it is for.
 * @property filename Its name.
 * @property contentType Its MIME type.
 */
public class ThingsUploadParams(
    public val kind: String,
    public val filename: String? = null,
    public val contentType: String? = null,
) {
    /** Makes a [ThingsUploadParams], for Java. */
    public class Builder internal constructor() {
        private var kind: String? = null
        private var filename: String? = null
        private var contentType: String? = null
        /** See [ThingsUploadParams.kind]. */
        public fun kind(value: String): Builder = apply { this.kind = value }
        /** See [ThingsUploadParams.filename]. */
        public fun filename(value: String): Builder = apply { this.filename = value }
        /** See [ThingsUploadParams.contentType]. */
        public fun contentType(value: String): Builder = apply { this.contentType = value }
        /** The parameters. */
        public fun build(): ThingsUploadParams =
            ThingsUploadParams(
                kind = required("kind", kind),
                filename = filename,
                contentType = contentType,
            )
    }
    public companion object {
        /** Starts a builder, for Java. */
        @JvmStatic
        public fun builder(): Builder = Builder()
    }
// ---- Requests.kt
import dev.signbridge.InvalidRequestException
import dev.signbridge.internal.required
import kotlinx.serialization.Serializable
/** A file to come. */
@Serializable
public data class Announcement(
    /** Its name. */
    public val filename: String,
    /** Its MIME type. */
    public val contentType: String,
    /** Its length in bytes. */
    public val fileSize: Long,
    /** What it is for. */
    public val kind: String,
) {
    /** Makes a [Announcement], for Java. */
    public class Builder internal constructor() {
        private var filename: String? = null
        private var contentType: String? = null
        private var fileSize: Long? = null
        private var kind: String? = null
        /** See [Announcement.filename]. */
        public fun filename(value: String): Builder = apply { this.filename = value }
        /** See [Announcement.contentType]. */
        public fun contentType(value: String): Builder = apply { this.contentType = value }
        /** See [Announcement.fileSize]. */
        public fun fileSize(value: Long): Builder = apply { this.fileSize = value }
        /** See [Announcement.kind]. */
        public fun kind(value: String): Builder = apply { this.kind = value }
        /**
         * The value.
         *
         * @throws InvalidRequestException if a member is missing that must be given.
         */
        public fun build(): Announcement =
            Announcement(
                filename = required("filename", filename),
                contentType = required("contentType", contentType),
                fileSize = required("fileSize", fileSize),
                kind = required("kind", kind),
            )
    }
    public companion object {
        /** Starts a builder, for Java. */
        @JvmStatic
        public fun builder(): Builder = Builder()
    }
}
// ---- Answers.kt
import dev.signbridge.internal.redacted
import kotlinx.serialization.Serializable
/** Where to put a file. */
@Serializable
public data class Target(
    /** The URL. */
    public val uploadUrl: String,
) {
    /** Without what is personal or secret. */
    override fun toString(): String =
        "Target(uploadUrl=${redacted(uploadUrl)})"
}
// ---- SampleDispatcher.kt
import dev.signbridge.sample.Announcement
import dev.signbridge.sample.Target
import dev.signbridge.sample.ThingsUploadParams
import kotlinx.serialization.builtins.serializer
            "things.announce" to Rendering.Value(Target.serializer()),
            "things.upload" to Rendering.Nothing,
            "things.announce" ->
                client.things.announce(
                    args.required("id", String.serializer()),
                    args.required("body", Announcement.serializer()),
                    options,
                )
            "things.upload" ->
                client.things.upload(
                    args.required("id", String.serializer()),
                    args.file(),
                    args.required("kind", String.serializer()),
                    args.optional("filename", String.serializer()),
                    args.optional("contentType", String.serializer()),
                    options,
                )
            "things.announce" ->
                client.things.announce(
                    args.required("id", String.serializer()),
                    args.required("body", Announcement.serializer()),
                    options,
                )
            "things.upload" ->
                client.things.upload(
                    args.required("id", String.serializer()),
                    args.file(),
                    ThingsUploadParams(
                        args.required("kind", String.serializer()),
                        args.optional("filename", String.serializer()),
                        args.optional("contentType", String.serializer()),
                    ),
                    options,
                )
            "things.announce" ->
                client.things.announce(
                    args.required("id", String.serializer()),
                    args.required("body", Announcement.serializer()),
                    options,
                )
            "things.upload" ->
                client.things.upload(
                    args.required("id", String.serializer()),
                    args.file(),
                    ThingsUploadParams(
                        args.required("kind", String.serializer()),
                        args.optional("filename", String.serializer()),
                        args.optional("contentType", String.serializer()),
                    ),
                    options,
                )
