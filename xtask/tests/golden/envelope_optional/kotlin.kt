// ---- Things.kt
import dev.signbridge.CallOptions
import dev.signbridge.SignbridgeException
import dev.signbridge.internal.Arguments
import dev.signbridge.internal.Call
import dev.signbridge.internal.Operation
import kotlinx.serialization.builtins.serializer
import java.util.concurrent.CompletableFuture
    /**
     * Send it.
     *
     * Repeating it has another visible effect, so it is sent again only when the first attempt certainly was not
     * processed. Otherwise the error's `delivery` is `maybe`.
     *
     * @param options for this call alone.
     * @throws SignbridgeException what else may happen to any call.
     */
    public suspend fun send(
        options: CallOptions = CallOptions.DEFAULT,
    ): Receipt =
        session.await(ThingsCalls.send(options))
    /**
     * Send it.
     *
     * Repeating it has another visible effect, so it is sent again only when the first attempt certainly was not
     * processed. Otherwise the error's `delivery` is `maybe`.
     *
     * @param options for this call alone.
     * @throws SignbridgeException what else may happen to any call.
     */
    @JvmOverloads
    public fun send(
        options: CallOptions = CallOptions.DEFAULT,
    ): Receipt =
        session.block(ThingsCalls.send(options))
    /**
     * Send it.
     *
     * Repeating it has another visible effect, so it is sent again only when the first attempt certainly was not
     * processed. Otherwise the error's `delivery` is `maybe`.
     *
     * @param options for this call alone.
     * @throws SignbridgeException what else may happen to any call.
     */
    @JvmOverloads
    public fun send(
        options: CallOptions = CallOptions.DEFAULT,
    ): CompletableFuture<Receipt> =
        session.future({ ThingsCalls.send(options) }, { it })
    private val SEND = Operation("sample", 0, "things.send")
    fun send(
        options: CallOptions,
    ): Call<Receipt> {
        val arguments = Arguments(SEND)
        return Call.json(SEND, arguments.params, null, options, Receipt.serializer())
    }
// ---- Answers.kt
import kotlinx.serialization.Serializable
/** What may be said about it. */
@Serializable
public data class Receipt(
    /** Its id. */
    public val id: String? = null,
)
// ---- SampleDispatcher.kt
import dev.signbridge.sample.Receipt
import kotlinx.serialization.builtins.serializer
            "things.send" to Rendering.Value(Receipt.serializer()),
            "things.send" ->
                client.things.send(
                    options,
                )
            "things.send" ->
                client.things.send(
                    options,
                )
            "things.send" ->
                client.things.send(
                    options,
                )
