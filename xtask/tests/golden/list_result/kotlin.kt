// ---- Things.kt
import dev.signbridge.CallOptions
import dev.signbridge.SignbridgeException
import dev.signbridge.internal.Arguments
import dev.signbridge.internal.Call
import dev.signbridge.internal.Operation
import kotlinx.serialization.builtins.ListSerializer
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
    public suspend fun list(
        options: CallOptions = CallOptions.DEFAULT,
    ): List<Thing> =
        session.await(ThingsCalls.list(options))
    /**
     * Do it.
     *
     * Changes nothing, so it is sent again after a failure.
     *
     * @param options for this call alone.
     * @throws SignbridgeException what else may happen to any call.
     */
    @JvmOverloads
    public fun list(
        options: CallOptions = CallOptions.DEFAULT,
    ): List<Thing> =
        session.block(ThingsCalls.list(options))
    /**
     * Do it.
     *
     * Changes nothing, so it is sent again after a failure.
     *
     * @param options for this call alone.
     * @throws SignbridgeException what else may happen to any call.
     */
    @JvmOverloads
    public fun list(
        options: CallOptions = CallOptions.DEFAULT,
    ): CompletableFuture<List<Thing>> =
        session.future({ ThingsCalls.list(options) }, { it })
    private val LIST = Operation("sample", 0, "things.list")
    fun list(
        options: CallOptions,
    ): Call<List<Thing>> {
        val arguments = Arguments(LIST)
        return Call.json(LIST, arguments.params, null, options, ListSerializer(Thing.serializer()))
    }
// ---- Answers.kt
import kotlinx.serialization.SerialName
import kotlinx.serialization.Serializable
/** A thing. */
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
import kotlinx.serialization.builtins.ListSerializer
import kotlinx.serialization.builtins.serializer
            "things.list" to Rendering.Value(ListSerializer(Thing.serializer())),
            "things.list" ->
                client.things.list(
                    options,
                )
            "things.list" ->
                client.things.list(
                    options,
                )
            "things.list" ->
                client.things.list(
                    options,
                )
