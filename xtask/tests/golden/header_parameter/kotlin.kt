// ---- Things.kt
import dev.signbridge.CallOptions
import dev.signbridge.SignbridgeException
import dev.signbridge.internal.Arguments
import dev.signbridge.internal.Call
import dev.signbridge.internal.Operation
import java.util.concurrent.CompletableFuture
    /**
     * Do it.
     *
     * Changes nothing, so it is sent again after a failure.
     *
     * @param xTrace A trace.
     * @param options for this call alone.
     * @throws SignbridgeException what else may happen to any call.
     */
    public suspend fun get(
        xTrace: String? = null,
        options: CallOptions = CallOptions.DEFAULT,
    ): Unit =
        session.await(ThingsCalls.get(xTrace, options))
    /**
     * Do it.
     *
     * Changes nothing, so it is sent again after a failure.
     *
     * @param params further parameters.
     * @param options for this call alone.
     * @throws SignbridgeException what else may happen to any call.
     */
    @JvmOverloads
    public fun get(
        params: ThingsGetParams = ThingsGetParams(),
        options: CallOptions = CallOptions.DEFAULT,
    ): Unit =
        session.block(ThingsCalls.get(params.xTrace, options))
    /**
     * Do it.
     *
     * Changes nothing, so it is sent again after a failure.
     *
     * @param params further parameters.
     * @param options for this call alone.
     * @throws SignbridgeException what else may happen to any call.
     */
    @JvmOverloads
    public fun get(
        params: ThingsGetParams = ThingsGetParams(),
        options: CallOptions = CallOptions.DEFAULT,
    ): CompletableFuture<Void?> =
        session.future({ ThingsCalls.get(params.xTrace, options) }, { null })
    private val GET = Operation("sample", 0, "things.get")
    fun get(
        xTrace: String?,
        options: CallOptions,
    ): Call<Unit> {
        val arguments = Arguments(GET)
        arguments.text("X-Trace", xTrace)
        return Call.nothing(GET, arguments.params, null, options)
    }
}
/**
 * Further parameters of `things.get`.
 *
 * @property xTrace A trace.
 */
public class ThingsGetParams(
    public val xTrace: String? = null,
) {
    /** Makes a [ThingsGetParams], for Java. */
    public class Builder internal constructor() {
        private var xTrace: String? = null
        /** See [ThingsGetParams.xTrace]. */
        public fun xTrace(value: String): Builder = apply { this.xTrace = value }
        /** The parameters. */
        public fun build(): ThingsGetParams =
            ThingsGetParams(
                xTrace = xTrace,
            )
    }
    public companion object {
        /** Starts a builder, for Java. */
        @JvmStatic
        public fun builder(): Builder = Builder()
    }
// ---- SampleDispatcher.kt
import dev.signbridge.sample.ThingsGetParams
import kotlinx.serialization.builtins.serializer
            "things.get" to Rendering.Nothing,
            "things.get" ->
                client.things.get(
                    args.optional("X-Trace", String.serializer()),
                    options,
                )
            "things.get" ->
                client.things.get(
                    ThingsGetParams(
                        args.optional("X-Trace", String.serializer()),
                    ),
                    options,
                )
            "things.get" ->
                client.things.get(
                    ThingsGetParams(
                        args.optional("X-Trace", String.serializer()),
                    ),
                    options,
                )
