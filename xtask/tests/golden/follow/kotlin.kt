// ---- Things.kt
import dev.signbridge.CallOptions
import dev.signbridge.DownloadStream
import dev.signbridge.FileInfo
import dev.signbridge.SignbridgeException
import dev.signbridge.internal.Arguments
import dev.signbridge.internal.Call
import dev.signbridge.internal.Operation
import dev.signbridge.internal.Sink
import kotlinx.coroutines.flow.Flow
import java.nio.file.Path
import java.util.concurrent.CompletableFuture
    /**
     * Do it.
     *
     * Changes nothing, so it is sent again after a failure.
     *
     * @param options for this call alone.
     * @return the file's bytes.
     * @throws SignbridgeException what else may happen to any call.
     */
    public suspend fun get(
        options: CallOptions = CallOptions.DEFAULT,
    ): ByteArray =
        session.await(ThingsCalls.get(options))
    /**
     * The same as `get`, into a file. It is written beside it and takes its place once it is whole, so a
     * failure leaves what was there.
     *
     * @param path where to, on the default file system; the folder must be there.
     * @param options for this call alone.
     * @throws SignbridgeException as `get` does.
     */
    public suspend fun getTo(
        path: Path,
        options: CallOptions = CallOptions.DEFAULT,
    ): FileInfo =
        session.await(ThingsCalls.getFile(options, Sink.ToPath(path)))
    /**
     * The same as `get`, as a flow. Each collector makes a call of its own, and one that stops collecting
     * closes its connection.
     *
     * @param options for this call alone.
     * @throws SignbridgeException as `get` does.
     */
    public fun getStream(
        options: CallOptions = CallOptions.DEFAULT,
    ): Flow<ByteArray> =
        session.pieces { ThingsCalls.getFile(options, it) }
    /**
     * Do it.
     *
     * Changes nothing, so it is sent again after a failure.
     *
     * @param options for this call alone.
     * @return the file's bytes.
     * @throws SignbridgeException what else may happen to any call.
     */
    @JvmOverloads
    public fun get(
        options: CallOptions = CallOptions.DEFAULT,
    ): ByteArray =
        session.block(ThingsCalls.get(options))
    /**
     * The same as `get`, into a file. It is written beside it and takes its place once it is whole, so a
     * failure leaves what was there.
     *
     * @param path where to, on the default file system; the folder must be there.
     * @param options for this call alone.
     * @throws SignbridgeException as `get` does.
     */
    @JvmOverloads
    public fun getTo(
        path: Path,
        options: CallOptions = CallOptions.DEFAULT,
    ): FileInfo =
        session.block(ThingsCalls.getFile(options, Sink.ToPath(path)))
    /**
     * The same as `get`, as a stream. Answers when its first bytes are here.
     *
     * @param options for this call alone.
     * @throws SignbridgeException as `get` does.
     */
    @JvmOverloads
    public fun getStream(
        options: CallOptions = CallOptions.DEFAULT,
    ): DownloadStream =
        session.stream { ThingsCalls.getFile(options, it) }
    /**
     * Do it.
     *
     * Changes nothing, so it is sent again after a failure.
     *
     * @param options for this call alone.
     * @return the file's bytes.
     * @throws SignbridgeException what else may happen to any call.
     */
    @JvmOverloads
    public fun get(
        options: CallOptions = CallOptions.DEFAULT,
    ): CompletableFuture<ByteArray> =
        session.future({ ThingsCalls.get(options) }, { it })
    /**
     * The same as `get`, into a file. It is written beside it and takes its place once it is whole, so a
     * failure leaves what was there.
     *
     * @param path where to, on the default file system; the folder must be there.
     * @param options for this call alone.
     * @throws SignbridgeException as `get` does.
     */
    @JvmOverloads
    public fun getTo(
        path: Path,
        options: CallOptions = CallOptions.DEFAULT,
    ): CompletableFuture<FileInfo> =
        session.future({ ThingsCalls.getFile(options, Sink.ToPath(path)) }, { it })
    private val GET = Operation("sample", 0, "things.get")
    fun get(
        options: CallOptions,
    ): Call<ByteArray> {
        val arguments = Arguments(GET)
        return Call.bytes(GET, arguments.params, null, options)
    }
    fun getFile(
        options: CallOptions,
        sink: Sink,
    ): Call<FileInfo> {
        val arguments = Arguments(GET)
        return Call.file(GET, arguments.params, null, options, sink)
    }
// ---- SampleDispatcher.kt
            "things.get" to Rendering.Bytes,
            "things.get" ->
                client.things.get(
                    options,
                )
            "things.get" ->
                client.things.get(
                    options,
                )
            "things.get" ->
                client.things.get(
                    options,
                )
