// ---- Things.kt
import dev.signbridge.CallOptions
import dev.signbridge.DownloadStream
import dev.signbridge.FileContent
import dev.signbridge.FileInfo
import dev.signbridge.SignbridgeException
import dev.signbridge.internal.Arguments
import dev.signbridge.internal.Call
import dev.signbridge.internal.Operation
import dev.signbridge.internal.Sink
import kotlinx.coroutines.flow.Flow
import kotlinx.serialization.builtins.serializer
import java.nio.file.Path
import java.util.concurrent.CompletableFuture
    /**
     * Get a link.
     *
     * It expires.
     *
     * Changes nothing, so it is sent again after a failure.
     *
     * @param body What to link to.
     * @param options for this call alone.
     * @throws SignbridgeException what else may happen to any call.
     */
    public suspend fun link(
        body: Query,
        options: CallOptions = CallOptions.DEFAULT,
    ): Link =
        session.await(ThingsCalls.link(body, options))
    /**
     * Get a link.
     *
     * It expires.
     *
     * Changes nothing, so it is sent again after a failure.
     *
     * @param id Its id.
     * @param options for this call alone.
     * @throws SignbridgeException what else may happen to any call.
     */
    public suspend fun link(
        id: String,
        options: CallOptions = CallOptions.DEFAULT,
    ): Link =
        link(
            Query(
                id = id,
            ),
            options,
        )
    /**
     * Get the bytes.
     *
     * They do not.
     *
     * Changes nothing, so it is sent again after a failure.
     *
     * @param body What to link to.
     * @param options for this call alone.
     * @return the file's bytes.
     * @throws SignbridgeException what else may happen to any call.
     */
    public suspend fun download(
        body: Query,
        options: CallOptions = CallOptions.DEFAULT,
    ): ByteArray =
        session.await(ThingsCalls.download(body, options))
    /**
     * The same as `download`, into a file. It is written beside it and takes its place once it is whole, so a
     * failure leaves what was there.
     *
     * @param body What to link to.
     * @param path where to, on the default file system; the folder must be there.
     * @param options for this call alone.
     * @throws SignbridgeException as `download` does.
     */
    public suspend fun downloadTo(
        body: Query,
        path: Path,
        options: CallOptions = CallOptions.DEFAULT,
    ): FileInfo =
        session.await(ThingsCalls.downloadFile(body, options, Sink.ToPath(path)))
    /**
     * The same as `download`, as a flow. Each collector makes a call of its own, and one that stops collecting
     * closes its connection.
     *
     * @param body What to link to.
     * @param options for this call alone.
     * @throws SignbridgeException as `download` does.
     */
    public fun downloadStream(
        body: Query,
        options: CallOptions = CallOptions.DEFAULT,
    ): Flow<ByteArray> =
        session.pieces { ThingsCalls.downloadFile(body, options, it) }
    /**
     * Get the bytes.
     *
     * They do not.
     *
     * Changes nothing, so it is sent again after a failure.
     *
     * @param id Its id.
     * @param options for this call alone.
     * @return the file's bytes.
     * @throws SignbridgeException what else may happen to any call.
     */
    public suspend fun download(
        id: String,
        options: CallOptions = CallOptions.DEFAULT,
    ): ByteArray =
        download(
            Query(
                id = id,
            ),
            options,
        )
    /**
     * The same as `download`, into a file. It is written beside it and takes its place once it is whole, so a
     * failure leaves what was there.
     *
     * @param id Its id.
     * @param path where to, on the default file system; the folder must be there.
     * @param options for this call alone.
     * @throws SignbridgeException as `download` does.
     */
    public suspend fun downloadTo(
        id: String,
        path: Path,
        options: CallOptions = CallOptions.DEFAULT,
    ): FileInfo =
        downloadTo(
            Query(
                id = id,
            ),
            path,
            options,
        )
    /**
     * The same as `download`, as a flow. Each collector makes a call of its own, and one that stops collecting
     * closes its connection.
     *
     * @param id Its id.
     * @param options for this call alone.
     * @throws SignbridgeException as `download` does.
     */
    public fun downloadStream(
        id: String,
        options: CallOptions = CallOptions.DEFAULT,
    ): Flow<ByteArray> =
        downloadStream(
            Query(
                id = id,
            ),
            options,
        )
    /**
     * Get a link.
     *
     * It expires.
     *
     * Repeating it makes a second one, so it is sent again only when the first attempt certainly was not processed.
     * Otherwise the error's `delivery` is `maybe`.
     *
     * @param file The file.
     * @param options for this call alone.
     * @throws SignbridgeException what else may happen to any call.
     */
    public suspend fun send(
        file: FileContent,
        options: CallOptions = CallOptions.DEFAULT,
    ): Link =
        session.await(ThingsCalls.send(file, options))
    /**
     * Get a link.
     *
     * It expires.
     *
     * Changes nothing, so it is sent again after a failure.
     *
     * @param body What to link to.
     * @param options for this call alone.
     * @throws SignbridgeException what else may happen to any call.
     */
    @JvmOverloads
    public fun link(
        body: Query,
        options: CallOptions = CallOptions.DEFAULT,
    ): Link =
        session.block(ThingsCalls.link(body, options))
    /**
     * Get the bytes.
     *
     * They do not.
     *
     * Changes nothing, so it is sent again after a failure.
     *
     * @param body What to link to.
     * @param options for this call alone.
     * @return the file's bytes.
     * @throws SignbridgeException what else may happen to any call.
     */
    @JvmOverloads
    public fun download(
        body: Query,
        options: CallOptions = CallOptions.DEFAULT,
    ): ByteArray =
        session.block(ThingsCalls.download(body, options))
    /**
     * The same as `download`, into a file. It is written beside it and takes its place once it is whole, so a
     * failure leaves what was there.
     *
     * @param body What to link to.
     * @param path where to, on the default file system; the folder must be there.
     * @param options for this call alone.
     * @throws SignbridgeException as `download` does.
     */
    @JvmOverloads
    public fun downloadTo(
        body: Query,
        path: Path,
        options: CallOptions = CallOptions.DEFAULT,
    ): FileInfo =
        session.block(ThingsCalls.downloadFile(body, options, Sink.ToPath(path)))
    /**
     * The same as `download`, as a stream. Answers when its first bytes are here.
     *
     * @param body What to link to.
     * @param options for this call alone.
     * @throws SignbridgeException as `download` does.
     */
    @JvmOverloads
    public fun downloadStream(
        body: Query,
        options: CallOptions = CallOptions.DEFAULT,
    ): DownloadStream =
        session.stream { ThingsCalls.downloadFile(body, options, it) }
    /**
     * Get a link.
     *
     * It expires.
     *
     * Repeating it makes a second one, so it is sent again only when the first attempt certainly was not processed.
     * Otherwise the error's `delivery` is `maybe`.
     *
     * @param file The file.
     * @param options for this call alone.
     * @throws SignbridgeException what else may happen to any call.
     */
    @JvmOverloads
    public fun send(
        file: FileContent,
        options: CallOptions = CallOptions.DEFAULT,
    ): Link =
        session.block(ThingsCalls.send(file, options))
    /**
     * Get a link.
     *
     * It expires.
     *
     * Changes nothing, so it is sent again after a failure.
     *
     * @param body What to link to.
     * @param options for this call alone.
     * @throws SignbridgeException what else may happen to any call.
     */
    @JvmOverloads
    public fun link(
        body: Query,
        options: CallOptions = CallOptions.DEFAULT,
    ): CompletableFuture<Link> =
        session.future({ ThingsCalls.link(body, options) }, { it })
    /**
     * Get the bytes.
     *
     * They do not.
     *
     * Changes nothing, so it is sent again after a failure.
     *
     * @param body What to link to.
     * @param options for this call alone.
     * @return the file's bytes.
     * @throws SignbridgeException what else may happen to any call.
     */
    @JvmOverloads
    public fun download(
        body: Query,
        options: CallOptions = CallOptions.DEFAULT,
    ): CompletableFuture<ByteArray> =
        session.future({ ThingsCalls.download(body, options) }, { it })
    /**
     * The same as `download`, into a file. It is written beside it and takes its place once it is whole, so a
     * failure leaves what was there.
     *
     * @param body What to link to.
     * @param path where to, on the default file system; the folder must be there.
     * @param options for this call alone.
     * @throws SignbridgeException as `download` does.
     */
    @JvmOverloads
    public fun downloadTo(
        body: Query,
        path: Path,
        options: CallOptions = CallOptions.DEFAULT,
    ): CompletableFuture<FileInfo> =
        session.future({ ThingsCalls.downloadFile(body, options, Sink.ToPath(path)) }, { it })
    /**
     * Get a link.
     *
     * It expires.
     *
     * Repeating it makes a second one, so it is sent again only when the first attempt certainly was not processed.
     * Otherwise the error's `delivery` is `maybe`.
     *
     * @param file The file.
     * @param options for this call alone.
     * @throws SignbridgeException what else may happen to any call.
     */
    @JvmOverloads
    public fun send(
        file: FileContent,
        options: CallOptions = CallOptions.DEFAULT,
    ): CompletableFuture<Link> =
        session.future({ ThingsCalls.send(file, options) }, { it })
    private val LINK = Operation("sample", 0, "things.link")
    private val DOWNLOAD = Operation("sample", 1, "things.download")
    private val SEND = Operation("sample", 2, "things.send")
    fun link(
        body: Query,
        options: CallOptions,
    ): Call<Link> {
        val arguments = Arguments(LINK)
        return Call.json(LINK, arguments.params, arguments.json(Query.serializer(), body), options, Link.serializer())
    }
    fun download(
        body: Query,
        options: CallOptions,
    ): Call<ByteArray> {
        val arguments = Arguments(DOWNLOAD)
        return Call.bytes(DOWNLOAD, arguments.params, arguments.json(Query.serializer(), body), options)
    }
    fun downloadFile(
        body: Query,
        options: CallOptions,
        sink: Sink,
    ): Call<FileInfo> {
        val arguments = Arguments(DOWNLOAD)
        return Call.file(DOWNLOAD, arguments.params, arguments.json(Query.serializer(), body), options, sink)
    }
    fun send(
        file: FileContent,
        options: CallOptions,
    ): Call<Link> {
        val arguments = Arguments(SEND)
        return Call.json(SEND, arguments.params, file, options, Link.serializer())
    }
// ---- Requests.kt
import dev.signbridge.InvalidRequestException
import dev.signbridge.internal.required
import kotlinx.serialization.Serializable
/** What to link to. */
@Serializable
public data class Query(
    /** Its id. */
    public val id: String,
) {
    /** Makes a [Query], for Java. */
    public class Builder internal constructor() {
        private var id: String? = null
        /** See [Query.id]. */
        public fun id(value: String): Builder = apply { this.id = value }
        /**
         * The value.
         *
         * @throws InvalidRequestException if a member is missing that must be given.
         */
        public fun build(): Query =
            Query(
                id = required("id", id),
            )
    }
    public companion object {
        /** Starts a builder, for Java. */
        @JvmStatic
        public fun builder(): Builder = Builder()
    }
}
// ---- Answers.kt
import kotlinx.serialization.Serializable
/** A link. */
@Serializable
public data class Link(
    /** The URL. */
    public val link: String,
)
// ---- SampleDispatcher.kt
import dev.signbridge.sample.Link
import dev.signbridge.sample.Query
import kotlinx.serialization.builtins.serializer
            "things.link" to Rendering.Value(Link.serializer()),
            "things.download" to Rendering.Bytes,
            "things.send" to Rendering.Value(Link.serializer()),
            "things.link" ->
                client.things.link(
                    args.required("body", Query.serializer()),
                    options,
                )
            "things.download" ->
                client.things.download(
                    args.required("body", Query.serializer()),
                    options,
                )
            "things.send" ->
                client.things.send(
                    args.file(),
                    options,
                )
            "things.link" ->
                client.things.link(
                    args.required("body", Query.serializer()),
                    options,
                )
            "things.download" ->
                client.things.download(
                    args.required("body", Query.serializer()),
                    options,
                )
            "things.send" ->
                client.things.send(
                    args.file(),
                    options,
                )
            "things.link" ->
                client.things.link(
                    args.required("body", Query.serializer()),
                    options,
                )
            "things.download" ->
                client.things.download(
                    args.required("body", Query.serializer()),
                    options,
                )
            "things.send" ->
                client.things.send(
                    args.file(),
                    options,
                )
