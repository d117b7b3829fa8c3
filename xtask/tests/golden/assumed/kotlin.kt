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
     * More about it.
     *
     * Changes nothing, so it is sent again after a failure.
     *
     * It only looks.
     *
     * Assumed: One thing.
     *
     * Assumed: Another.
     *
     * See [the provider's page](https://docs.example.com/things).
     *
     * @param options for this call alone.
     * @throws SignbridgeException what else may happen to any call.
     */
    public suspend fun get(
        options: CallOptions = CallOptions.DEFAULT,
    ): Thing =
        session.await(ThingsCalls.get(options))
    /**
     * Do it.
     *
     * More about it.
     *
     * Changes nothing, so it is sent again after a failure.
     *
     * It only looks.
     *
     * Assumed: One thing.
     *
     * Assumed: Another.
     *
     * See [the provider's page](https://docs.example.com/things).
     *
     * @param options for this call alone.
     * @throws SignbridgeException what else may happen to any call.
     */
    @JvmOverloads
    public fun get(
        options: CallOptions = CallOptions.DEFAULT,
    ): Thing =
        session.block(ThingsCalls.get(options))
    /**
     * Do it.
     *
     * More about it.
     *
     * Changes nothing, so it is sent again after a failure.
     *
     * It only looks.
     *
     * Assumed: One thing.
     *
     * Assumed: Another.
     *
     * See [the provider's page](https://docs.example.com/things).
     *
     * @param options for this call alone.
     * @throws SignbridgeException what else may happen to any call.
     */
    @JvmOverloads
    public fun get(
        options: CallOptions = CallOptions.DEFAULT,
    ): CompletableFuture<Thing> =
        session.future({ ThingsCalls.get(options) }, { it })
    private val GET = Operation("sample", 0, "things.get")
    fun get(
        options: CallOptions,
    ): Call<Thing> {
        val arguments = Arguments(GET)
        return Call.json(GET, arguments.params, null, options, Thing.serializer())
    }
// ---- Answers.kt
import kotlinx.serialization.SerialName
import kotlinx.serialization.Serializable
/**
 * A thing.
 *
 * Assumed: Taken from a client.
 */
@Serializable
public data class Thing(
    /** Its id. */
    @SerialName("_id")
    public val id: String,
    /** Its name. */
    public val name: String? = null,
)
// ---- SampleDispatcher.kt
import dev.signbridge.sample.Thing
import kotlinx.serialization.builtins.serializer
            "things.get" to Rendering.Value(Thing.serializer()),
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
