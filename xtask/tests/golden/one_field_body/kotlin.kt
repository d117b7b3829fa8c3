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
     * Changes nothing, so it is sent again after a failure.
     *
     * @param body What to look for.
     * @param options for this call alone.
     * @throws SignbridgeException what else may happen to any call.
     */
    public suspend fun find(
        body: Query,
        options: CallOptions = CallOptions.DEFAULT,
    ): Unit =
        session.await(ThingsCalls.find(body, options))
    /**
     * Do it.
     *
     * Changes nothing, so it is sent again after a failure.
     *
     * @param text Some words.
     * @param options for this call alone.
     * @throws SignbridgeException what else may happen to any call.
     */
    public suspend fun find(
        text: String,
        options: CallOptions = CallOptions.DEFAULT,
    ): Unit =
        find(
            Query(
                text = text,
            ),
            options,
        )
    /**
     * Do it.
     *
     * Changes nothing, so it is sent again after a failure.
     *
     * @param body What to look for.
     * @param options for this call alone.
     * @throws SignbridgeException what else may happen to any call.
     */
    @JvmOverloads
    public fun find(
        body: Query,
        options: CallOptions = CallOptions.DEFAULT,
    ): Unit =
        session.block(ThingsCalls.find(body, options))
    /**
     * Do it.
     *
     * Changes nothing, so it is sent again after a failure.
     *
     * @param body What to look for.
     * @param options for this call alone.
     * @throws SignbridgeException what else may happen to any call.
     */
    @JvmOverloads
    public fun find(
        body: Query,
        options: CallOptions = CallOptions.DEFAULT,
    ): CompletableFuture<Void?> =
        session.future({ ThingsCalls.find(body, options) }, { null })
    private val FIND = Operation("sample", 0, "things.find")
    fun find(
        body: Query,
        options: CallOptions,
    ): Call<Unit> {
        val arguments = Arguments(FIND)
        return Call.nothing(FIND, arguments.params, arguments.json(Query.serializer(), body), options)
    }
// ---- Requests.kt
import dev.signbridge.InvalidRequestException
import dev.signbridge.internal.required
import kotlinx.serialization.Serializable
/** What to look for. */
@Serializable
public data class Query(
    /** Some words. */
    public val text: String,
) {
    /** Makes a [Query], for Java. */
    public class Builder internal constructor() {
        private var text: String? = null
        /** See [Query.text]. */
        public fun text(value: String): Builder = apply { this.text = value }
        /**
         * The value.
         *
         * @throws InvalidRequestException if a member is missing that must be given.
         */
        public fun build(): Query =
            Query(
                text = required("text", text),
            )
    }
    public companion object {
        /** Starts a builder, for Java. */
        @JvmStatic
        public fun builder(): Builder = Builder()
    }
}
// ---- SampleDispatcher.kt
import dev.signbridge.sample.Query
import kotlinx.serialization.builtins.serializer
            "things.find" to Rendering.Nothing,
            "things.find" ->
                client.things.find(
                    args.required("body", Query.serializer()),
                    options,
                )
            "things.find" ->
                client.things.find(
                    args.required("body", Query.serializer()),
                    options,
                )
            "things.find" ->
                client.things.find(
                    args.required("body", Query.serializer()),
                    options,
                )
