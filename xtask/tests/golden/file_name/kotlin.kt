// ---- Things.kt
import dev.signbridge.CallOptions
import dev.signbridge.FileContent
import dev.signbridge.SignbridgeException
import dev.signbridge.internal.Arguments
import dev.signbridge.internal.Call
import dev.signbridge.internal.Operation
import java.util.concurrent.CompletableFuture
    /**
     * Attach a file.
     *
     * Repeating it makes a second one, so it is sent again only when the first attempt certainly was not processed.
     * Otherwise the error's `delivery` is `maybe`.
     *
     * A file of more than 10000000 bytes is refused before anything is sent.
     *
     * @param file The file. Taken: `application/pdf`, `image/png`.
     * @param filename The file's name. Without it, one that fits its type.
     * @param options for this call alone.
     * @throws SignbridgeException what else may happen to any call.
     */
    public suspend fun attach(
        file: FileContent,
        filename: String? = null,
        options: CallOptions = CallOptions.DEFAULT,
    ): Unit =
        session.await(ThingsCalls.attach(file, filename, options))
    /**
     * Attach a file.
     *
     * Repeating it makes a second one, so it is sent again only when the first attempt certainly was not processed.
     * Otherwise the error's `delivery` is `maybe`.
     *
     * A file of more than 10000000 bytes is refused before anything is sent.
     *
     * @param file The file. Taken: `application/pdf`, `image/png`.
     * @param params further parameters.
     * @param options for this call alone.
     * @throws SignbridgeException what else may happen to any call.
     */
    @JvmOverloads
    public fun attach(
        file: FileContent,
        params: ThingsAttachParams = ThingsAttachParams(),
        options: CallOptions = CallOptions.DEFAULT,
    ): Unit =
        session.block(ThingsCalls.attach(file, params.filename, options))
    /**
     * Attach a file.
     *
     * Repeating it makes a second one, so it is sent again only when the first attempt certainly was not processed.
     * Otherwise the error's `delivery` is `maybe`.
     *
     * A file of more than 10000000 bytes is refused before anything is sent.
     *
     * @param file The file. Taken: `application/pdf`, `image/png`.
     * @param params further parameters.
     * @param options for this call alone.
     * @throws SignbridgeException what else may happen to any call.
     */
    @JvmOverloads
    public fun attach(
        file: FileContent,
        params: ThingsAttachParams = ThingsAttachParams(),
        options: CallOptions = CallOptions.DEFAULT,
    ): CompletableFuture<Void?> =
        session.future({ ThingsCalls.attach(file, params.filename, options) }, { null })
    private val ATTACH = Operation("sample", 0, "things.attach")
    fun attach(
        file: FileContent,
        filename: String?,
        options: CallOptions,
    ): Call<Unit> {
        val arguments = Arguments(ATTACH)
        arguments.text("filename", filename)
        return Call.nothing(ATTACH, arguments.params, file, options)
    }
}
/**
 * Further parameters of `things.attach`.
 *
 * @property filename The file's name. Without it, one that fits its type.
 */
public class ThingsAttachParams(
    public val filename: String? = null,
) {
    /** Makes a [ThingsAttachParams], for Java. */
    public class Builder internal constructor() {
        private var filename: String? = null
        /** See [ThingsAttachParams.filename]. */
        public fun filename(value: String): Builder = apply { this.filename = value }
        /** The parameters. */
        public fun build(): ThingsAttachParams =
            ThingsAttachParams(
                filename = filename,
            )
    }
    public companion object {
        /** Starts a builder, for Java. */
        @JvmStatic
        public fun builder(): Builder = Builder()
    }
// ---- SampleDispatcher.kt
import dev.signbridge.sample.ThingsAttachParams
import kotlinx.serialization.builtins.serializer
            "things.attach" to Rendering.Nothing,
            "things.attach" ->
                client.things.attach(
                    args.file(),
                    args.optional("filename", String.serializer()),
                    options,
                )
            "things.attach" ->
                client.things.attach(
                    args.file(),
                    ThingsAttachParams(
                        args.optional("filename", String.serializer()),
                    ),
                    options,
                )
            "things.attach" ->
                client.things.attach(
                    args.file(),
                    ThingsAttachParams(
                        args.optional("filename", String.serializer()),
                    ),
                    options,
                )
