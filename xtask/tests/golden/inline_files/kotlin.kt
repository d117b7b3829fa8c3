// ---- Things.kt
import dev.signbridge.CallOptions
import dev.signbridge.SignbridgeException
import dev.signbridge.internal.Arguments
import dev.signbridge.internal.Call
import dev.signbridge.internal.Operation
import kotlinx.serialization.builtins.serializer
import java.util.concurrent.CompletableFuture
    /**
     * Do it.
     *
     * Repeating it makes a second one, so it is sent again only when the first attempt certainly was not processed.
     * Otherwise the error's `delivery` is `maybe`.
     *
     * More than 1000000 characters in `files[].data` together are refused before anything is sent: send fewer.
     *
     * `files[].data` must be one of: application/pdf.
     *
     * @param body Files.
     * @param options for this call alone.
     * @throws SignbridgeException what else may happen to any call.
     */
    public suspend fun bundle(
        body: Bundle? = null,
        options: CallOptions = CallOptions.DEFAULT,
    ): Unit =
        session.await(ThingsCalls.bundle(body, options))
    /**
     * Do it.
     *
     * Repeating it makes a second one, so it is sent again only when the first attempt certainly was not processed.
     * Otherwise the error's `delivery` is `maybe`.
     *
     * More than 1000000 characters in `files[].data` together are refused before anything is sent: send fewer.
     *
     * `files[].data` must be one of: application/pdf.
     *
     * @param body Files.
     * @param options for this call alone.
     * @throws SignbridgeException what else may happen to any call.
     */
    @JvmOverloads
    public fun bundle(
        body: Bundle? = null,
        options: CallOptions = CallOptions.DEFAULT,
    ): Unit =
        session.block(ThingsCalls.bundle(body, options))
    /**
     * Do it.
     *
     * Repeating it makes a second one, so it is sent again only when the first attempt certainly was not processed.
     * Otherwise the error's `delivery` is `maybe`.
     *
     * More than 1000000 characters in `files[].data` together are refused before anything is sent: send fewer.
     *
     * `files[].data` must be one of: application/pdf.
     *
     * @param body Files.
     * @param options for this call alone.
     * @throws SignbridgeException what else may happen to any call.
     */
    @JvmOverloads
    public fun bundle(
        body: Bundle? = null,
        options: CallOptions = CallOptions.DEFAULT,
    ): CompletableFuture<Void?> =
        session.future({ ThingsCalls.bundle(body, options) }, { null })
    private val BUNDLE = Operation("sample", 0, "things.bundle")
    fun bundle(
        body: Bundle?,
        options: CallOptions,
    ): Call<Unit> {
        val arguments = Arguments(BUNDLE)
        return Call.nothing(BUNDLE, arguments.params, body?.let { arguments.json(Bundle.serializer(), it) }, options, arguments.files)
    }
// ---- Requests.kt
import dev.signbridge.InvalidRequestException
import dev.signbridge.internal.required
import kotlinx.serialization.Serializable
/** Files. */
@Serializable
public data class Bundle(
    /** Files. */
    public val files: List<File>? = null,
) {
    /** Makes a [Bundle], for Java. */
    public class Builder internal constructor() {
        private var files: List<File>? = null
        /** See [Bundle.files]. */
        public fun files(value: List<File>): Builder = apply { this.files = value }
        /** See [Bundle.files]. */
        public fun files(vararg values: File): Builder =
            apply { this.files = values.toList() }
        /**
         * The value.
         *
         * @throws InvalidRequestException if a member is missing that must be given.
         */
        public fun build(): Bundle =
            Bundle(
                files = files,
            )
    }
    public companion object {
        /** Starts a builder, for Java. */
        @JvmStatic
        public fun builder(): Builder = Builder()
    }
}
/** A file. */
@Serializable
public data class File(
    /** Base64. */
    public val data: String,
) {
    /** Makes a [File], for Java. */
    public class Builder internal constructor() {
        private var data: String? = null
        /** See [File.data]. */
        public fun data(value: String): Builder = apply { this.data = value }
        /**
         * The value.
         *
         * @throws InvalidRequestException if a member is missing that must be given.
         */
        public fun build(): File =
            File(
                data = required("data", data),
            )
    }
    public companion object {
        /** Starts a builder, for Java. */
        @JvmStatic
        public fun builder(): Builder = Builder()
    }
}
// ---- SampleDispatcher.kt
import dev.signbridge.sample.Bundle
import kotlinx.serialization.builtins.serializer
            "things.bundle" to Rendering.Nothing,
            "things.bundle" ->
                client.things.bundle(
                    args.optional("body", Bundle.serializer()),
                    options,
                )
            "things.bundle" ->
                client.things.bundle(
                    args.optional("body", Bundle.serializer()),
                    options,
                )
            "things.bundle" ->
                client.things.bundle(
                    args.optional("body", Bundle.serializer()),
                    options,
                )
