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
     * The key needs the scope `things.read` and `things.write`.
     *
     * Repeating it has another visible effect, so it is sent again only when the first attempt certainly was not
     * processed. Otherwise the error's `delivery` is `maybe`.
     *
     * One attempt may take 90 seconds unless a timeout is given.
     *
     * Deprecated: the provider discourages its use.
     *
     * @param options for this call alone.
     * @throws SignbridgeException what else may happen to any call.
     */
    public suspend fun get(
        options: CallOptions = CallOptions.DEFAULT,
    ): Unit =
        session.await(ThingsCalls.get(options))
    /**
     * Do it.
     *
     * The key needs the scope `things.read` and `things.write`.
     *
     * Repeating it has another visible effect, so it is sent again only when the first attempt certainly was not
     * processed. Otherwise the error's `delivery` is `maybe`.
     *
     * One attempt may take 90 seconds unless a timeout is given.
     *
     * Deprecated: the provider discourages its use.
     *
     * @param options for this call alone.
     * @throws SignbridgeException what else may happen to any call.
     */
    @JvmOverloads
    public fun get(
        options: CallOptions = CallOptions.DEFAULT,
    ): Unit =
        session.block(ThingsCalls.get(options))
    /**
     * Do it.
     *
     * The key needs the scope `things.read` and `things.write`.
     *
     * Repeating it has another visible effect, so it is sent again only when the first attempt certainly was not
     * processed. Otherwise the error's `delivery` is `maybe`.
     *
     * One attempt may take 90 seconds unless a timeout is given.
     *
     * Deprecated: the provider discourages its use.
     *
     * @param options for this call alone.
     * @throws SignbridgeException what else may happen to any call.
     */
    @JvmOverloads
    public fun get(
        options: CallOptions = CallOptions.DEFAULT,
    ): CompletableFuture<Void?> =
        session.future({ ThingsCalls.get(options) }, { null })
    private val GET = Operation("sample", 0, "things.get")
    fun get(
        options: CallOptions,
    ): Call<Unit> {
        val arguments = Arguments(GET)
        return Call.nothing(GET, arguments.params, null, options)
    }
// ---- SampleDispatcher.kt
            "things.get" to Rendering.Nothing,
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
