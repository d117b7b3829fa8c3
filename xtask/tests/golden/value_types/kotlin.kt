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
    ): Holder =
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
    ): Holder =
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
    ): CompletableFuture<Holder> =
        session.future({ ThingsCalls.get(options) }, { it })
    private val GET = Operation("sample", 0, "things.get")
    fun get(
        options: CallOptions,
    ): Call<Holder> {
        val arguments = Arguments(GET)
        return Call.json(GET, arguments.params, null, options, Holder.serializer())
    }
// ---- Answers.kt
import dev.signbridge.Decimal
import kotlinx.serialization.Serializable
import kotlinx.serialization.json.JsonElement
/** Holds one of each. */
@Serializable
public data class Holder(
    /** Text. */
    public val text: String,
    /** Always there, perhaps null. */
    public val never: String?,
    /** A whole number. */
    public val whole: Long? = null,
    /** A number. */
    public val ratio: Double? = null,
    /** Money. */
    public val price: Decimal? = null,
    /** A flag. */
    public val flag: Boolean? = null,
    /** Anything. */
    public val any: JsonElement? = null,
    /** Free members. */
    public val free: Map<String, JsonElement>? = null,
    /** Numbers by name. */
    public val counts: Map<String, Long>? = null,
    /** Lists of lists. */
    public val nested: List<List<String>>? = null,
    /** Another. */
    public val maybe: Holder? = null,
)
// ---- SampleDispatcher.kt
import dev.signbridge.sample.Holder
import kotlinx.serialization.builtins.serializer
            "things.get" to Rendering.Value(Holder.serializer()),
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
