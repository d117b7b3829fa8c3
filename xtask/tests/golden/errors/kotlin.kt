// ---- Things.kt
import dev.signbridge.AuthenticationException
import dev.signbridge.CallOptions
import dev.signbridge.NotFoundException
import dev.signbridge.RateLimitedException
import dev.signbridge.SignbridgeException
import dev.signbridge.UnavailableException
import dev.signbridge.internal.Arguments
import dev.signbridge.internal.Call
import dev.signbridge.internal.Operation
import java.util.concurrent.CompletableFuture
    /**
     * Do it.
     *
     * Changes nothing, so it is sent again after a failure.
     *
     * @param options for this call alone.
     * @throws AuthenticationException No key.
     * @throws AuthenticationException A wrong key.
     * @throws RateLimitedException Too many.
     * @throws UnavailableException Broken.
     * @throws NotFoundException With status 200.
     * @throws SignbridgeException what else may happen to any call.
     */
    public suspend fun get(
        options: CallOptions = CallOptions.DEFAULT,
    ): Unit =
        session.await(ThingsCalls.get(options))
    /**
     * Do it.
     *
     * Changes nothing, so it is sent again after a failure.
     *
     * @param options for this call alone.
     * @throws AuthenticationException No key.
     * @throws AuthenticationException A wrong key.
     * @throws RateLimitedException Too many.
     * @throws UnavailableException Broken.
     * @throws NotFoundException With status 200.
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
     * Changes nothing, so it is sent again after a failure.
     *
     * @param options for this call alone.
     * @throws AuthenticationException No key.
     * @throws AuthenticationException A wrong key.
     * @throws RateLimitedException Too many.
     * @throws UnavailableException Broken.
     * @throws NotFoundException With status 200.
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
