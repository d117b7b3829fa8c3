// ---- Things.kt
import dev.signbridge.CallOptions
import dev.signbridge.FileContent
import dev.signbridge.SignbridgeException
import dev.signbridge.internal.Arguments
import dev.signbridge.internal.Call
import dev.signbridge.internal.Operation
import dev.signbridge.internal.required
import java.util.concurrent.CompletableFuture
    /**
     * Do it.
     *
     * Repeating it makes a second one, so it is sent again only when the first attempt certainly was not processed.
     * Otherwise the error's `delivery` is `maybe`.
     *
     * @param content The file. Taken: `application/pdf`, `image/png`.
     * @param kind Its kind.
     * @param label Its name.
     * @param options for this call alone.
     * @throws SignbridgeException what else may happen to any call.
     */
    public suspend fun upload(
        content: FileContent,
        kind: String,
        label: String? = null,
        options: CallOptions = CallOptions.DEFAULT,
    ): Unit =
        session.await(ThingsCalls.upload(content, kind, label, options))
    /**
     * Do it.
     *
     * Repeating it makes a second one, so it is sent again only when the first attempt certainly was not processed.
     * Otherwise the error's `delivery` is `maybe`.
     *
     * @param content The file. Taken: `application/pdf`, `image/png`.
     * @param params further parameters.
     * @param options for this call alone.
     * @throws SignbridgeException what else may happen to any call.
     */
    @JvmOverloads
    public fun upload(
        content: FileContent,
        params: ThingsUploadParams,
        options: CallOptions = CallOptions.DEFAULT,
    ): Unit =
        session.block(ThingsCalls.upload(content, params.kind, params.label, options))
    /**
     * Do it.
     *
     * Repeating it makes a second one, so it is sent again only when the first attempt certainly was not processed.
     * Otherwise the error's `delivery` is `maybe`.
     *
     * @param content The file. Taken: `application/pdf`, `image/png`.
     * @param params further parameters.
     * @param options for this call alone.
     * @throws SignbridgeException what else may happen to any call.
     */
    @JvmOverloads
    public fun upload(
        content: FileContent,
        params: ThingsUploadParams,
        options: CallOptions = CallOptions.DEFAULT,
    ): CompletableFuture<Void?> =
        session.future({ ThingsCalls.upload(content, params.kind, params.label, options) }, { null })
    private val UPLOAD = Operation("sample", 0, "things.upload")
    fun upload(
        content: FileContent,
        kind: String,
        label: String?,
        options: CallOptions,
    ): Call<Unit> {
        val arguments = Arguments(UPLOAD)
        arguments.text("kind", kind)
        arguments.text("label", label)
        return Call.nothing(UPLOAD, arguments.params, content, options)
    }
}
/**
 * Further parameters of `things.upload`.
 *
 * @property kind Its kind.
 * @property label Its name.
 */
public class ThingsUploadParams(
    public val kind: String,
    public val label: String? = null,
) {
    /** Makes a [ThingsUploadParams], for Java. */
    public class Builder internal constructor() {
        private var kind: String? = null
        private var label: String? = null
        /** See [ThingsUploadParams.kind]. */
        public fun kind(value: String): Builder = apply { this.kind = value }
        /** See [ThingsUploadParams.label]. */
        public fun label(value: String): Builder = apply { this.label = value }
        /** The parameters. */
        public fun build(): ThingsUploadParams =
            ThingsUploadParams(
                kind = required("kind", kind),
                label = label,
            )
    }
    public companion object {
        /** Starts a builder, for Java. */
        @JvmStatic
        public fun builder(): Builder = Builder()
    }
// ---- SampleDispatcher.kt
import dev.signbridge.sample.ThingsUploadParams
import kotlinx.serialization.builtins.serializer
            "things.upload" to Rendering.Nothing,
            "things.upload" ->
                client.things.upload(
                    args.file(),
                    args.required("kind", String.serializer()),
                    args.optional("label", String.serializer()),
                    options,
                )
            "things.upload" ->
                client.things.upload(
                    args.file(),
                    ThingsUploadParams(
                        args.required("kind", String.serializer()),
                        args.optional("label", String.serializer()),
                    ),
                    options,
                )
            "things.upload" ->
                client.things.upload(
                    args.file(),
                    ThingsUploadParams(
                        args.required("kind", String.serializer()),
                        args.optional("label", String.serializer()),
                    ),
                    options,
                )
