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
import kotlinx.serialization.Serializable
/** Holds a colour. */
@Serializable
public data class Holder(
    /** A colour. */
    public val colour: Colour? = null,
    /** Several. */
    public val colours: List<Colour>? = null,
)
// ---- Values.kt
import dev.signbridge.OpenEnum
import dev.signbridge.OpenEnumSerializer
import kotlinx.serialization.Serializable
/**
 * A colour.
 *
 * Other values than the constants are possible: the provider may add some.
 */
@Serializable(with = Colour.Serializer::class)
public class Colour private constructor(value: String) : OpenEnum(value) {
    internal object Serializer : OpenEnumSerializer<Colour>("sample.Colour", { of(it) })
    public companion object {
        /** Like wine. `urn:x:red` */
        @JvmField
        public val DARK_RED: Colour = Colour("urn:x:red")
        /** Like the sea. `blue` */
        @JvmField
        public val BLUE: Colour = Colour("blue")
        /** All constants. */
        @JvmStatic
        public val known: List<Colour> =
            listOf(
                DARK_RED,
                BLUE,
            )
        /** The constant of that text, or a value of its own for any other. */
        @JvmStatic
        public fun of(value: String): Colour = known.firstOrNull { it.value == value } ?: Colour(value)
    }
}
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
