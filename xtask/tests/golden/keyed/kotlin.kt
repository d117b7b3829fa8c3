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
     * The provider recognises a repetition by its idempotency key, so it is sent again after a failure.
     *
     * @param options for this call alone.
     * @throws SignbridgeException what else may happen to any call.
     */
    public suspend fun pay(
        options: CallOptions = CallOptions.DEFAULT,
    ): Unit =
        session.await(ThingsCalls.pay(options))
    /**
     * Do it.
     *
     * The provider recognises a repetition by its idempotency key, so it is sent again after a failure.
     *
     * @param options for this call alone.
     * @throws SignbridgeException what else may happen to any call.
     */
    @JvmOverloads
    public fun pay(
        options: CallOptions = CallOptions.DEFAULT,
    ): Unit =
        session.block(ThingsCalls.pay(options))
    /**
     * Do it.
     *
     * The provider recognises a repetition by its idempotency key, so it is sent again after a failure.
     *
     * @param options for this call alone.
     * @throws SignbridgeException what else may happen to any call.
     */
    @JvmOverloads
    public fun pay(
        options: CallOptions = CallOptions.DEFAULT,
    ): CompletableFuture<Void?> =
        session.future({ ThingsCalls.pay(options) }, { null })
    private val PAY = Operation("sample", 0, "things.pay")
    fun pay(
        options: CallOptions,
    ): Call<Unit> {
        val arguments = Arguments(PAY)
        return Call.nothing(PAY, arguments.params, null, options)
    }
// ---- SampleDispatcher.kt
            "things.pay" to Rendering.Nothing,
            "things.pay" ->
                client.things.pay(
                    options,
                )
            "things.pay" ->
                client.things.pay(
                    options,
                )
            "things.pay" ->
                client.things.pay(
                    options,
                )
