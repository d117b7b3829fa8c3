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
     * @param options for this call alone.
     * @throws SignbridgeException what else may happen to any call.
     */
    public suspend fun get(
        options: CallOptions = CallOptions.DEFAULT,
    ): String =
        session.await(ThingsCalls.get(options))
    /**
     * Do it.
     *
     * Changes nothing, so it is sent again after a failure.
     *
     * @param options for this call alone.
     * @throws SignbridgeException what else may happen to any call.
     */
    @JvmOverloads
    public fun get(
        options: CallOptions = CallOptions.DEFAULT,
    ): String =
        session.block(ThingsCalls.get(options))
    /**
     * Do it.
     *
     * Changes nothing, so it is sent again after a failure.
     *
     * @param options for this call alone.
     * @throws SignbridgeException what else may happen to any call.
     */
    @JvmOverloads
    public fun get(
        options: CallOptions = CallOptions.DEFAULT,
    ): CompletableFuture<String> =
        session.future({ ThingsCalls.get(options) }, { it })
    private val GET = Operation("sample", 0, "things.get")
    fun get(
        options: CallOptions,
    ): Call<String> {
        val arguments = Arguments(GET)
        return Call.json(GET, arguments.params, null, options, String.serializer())
    }
// ---- SampleDispatcher.kt
import kotlinx.serialization.builtins.serializer
            "things.get" to Rendering.Value(String.serializer()),
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
