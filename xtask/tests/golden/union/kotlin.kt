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
     * Repeating it leaves the same state, so it is sent again after a failure.
     *
     * @param body Holds a value.
     * @param options for this call alone.
     * @throws SignbridgeException what else may happen to any call.
     */
    public suspend fun put(
        body: Holder,
        options: CallOptions = CallOptions.DEFAULT,
    ): Unit =
        session.await(ThingsCalls.put(body, options))
    /**
     * Do it.
     *
     * Repeating it leaves the same state, so it is sent again after a failure.
     *
     * @param value Text or a number.
     * @param more Others.
     * @param options for this call alone.
     * @throws SignbridgeException what else may happen to any call.
     */
    public suspend fun put(
        value: Scalar,
        more: List<Scalar>? = null,
        options: CallOptions = CallOptions.DEFAULT,
    ): Unit =
        put(
            Holder(
                value = value,
                more = more,
            ),
            options,
        )
    /**
     * Do it.
     *
     * Repeating it leaves the same state, so it is sent again after a failure.
     *
     * @param body Holds a value.
     * @param options for this call alone.
     * @throws SignbridgeException what else may happen to any call.
     */
    @JvmOverloads
    public fun put(
        body: Holder,
        options: CallOptions = CallOptions.DEFAULT,
    ): Unit =
        session.block(ThingsCalls.put(body, options))
    /**
     * Do it.
     *
     * Repeating it leaves the same state, so it is sent again after a failure.
     *
     * @param body Holds a value.
     * @param options for this call alone.
     * @throws SignbridgeException what else may happen to any call.
     */
    @JvmOverloads
    public fun put(
        body: Holder,
        options: CallOptions = CallOptions.DEFAULT,
    ): CompletableFuture<Void?> =
        session.future({ ThingsCalls.put(body, options) }, { null })
    private val PUT = Operation("sample", 0, "things.put")
    fun put(
        body: Holder,
        options: CallOptions,
    ): Call<Unit> {
        val arguments = Arguments(PUT)
        return Call.nothing(PUT, arguments.params, arguments.json(Holder.serializer(), body), options)
    }
// ---- Requests.kt
import dev.signbridge.InvalidRequestException
import dev.signbridge.internal.required
import kotlinx.serialization.Serializable
/** Holds a value. */
@Serializable
public data class Holder(
    /** Text or a number. */
    public val value: Scalar,
    /** Others. */
    public val more: List<Scalar>? = null,
) {
    /** Makes a [Holder], for Java. */
    public class Builder internal constructor() {
        private var value: Scalar? = null
        private var more: List<Scalar>? = null
        /** See [Holder.value]. */
        public fun value(value: Scalar): Builder = apply { this.value = value }
        /** See [Holder.more]. */
        public fun more(value: List<Scalar>): Builder = apply { this.more = value }
        /** See [Holder.more]. */
        public fun more(vararg values: Scalar): Builder =
            apply { this.more = values.toList() }
        /**
         * The value.
         *
         * @throws InvalidRequestException if a member is missing that must be given.
         */
        public fun build(): Holder =
            Holder(
                value = required("value", value),
                more = more,
            )
    }
    public companion object {
        /** Starts a builder, for Java. */
        @JvmStatic
        public fun builder(): Builder = Builder()
    }
}
// ---- Values.kt
import dev.signbridge.PrimitiveUnion
import dev.signbridge.PrimitiveUnionSerializer
import kotlinx.serialization.Serializable
import kotlinx.serialization.json.JsonPrimitive
/** Text or a number. */
@Serializable(with = Scalar.Serializer::class)
public class Scalar private constructor(json: JsonPrimitive) : PrimitiveUnion(json) {
    internal object Serializer : PrimitiveUnionSerializer<Scalar>("sample.Scalar", { Scalar(it) })
    public companion object {
        /** A text. */
        @JvmStatic
        public fun of(value: String): Scalar = Scalar(JsonPrimitive(value))
        /** A number, neither NaN nor infinite. */
        @JvmStatic
        public fun of(value: Double): Scalar = Scalar(JsonPrimitive(value))
        /** A whole number. */
        @JvmStatic
        public fun of(value: Long): Scalar = Scalar(JsonPrimitive(value))
    }
}
// ---- SampleDispatcher.kt
import dev.signbridge.sample.Holder
import kotlinx.serialization.builtins.serializer
            "things.put" to Rendering.Nothing,
            "things.put" ->
                client.things.put(
                    args.required("body", Holder.serializer()),
                    options,
                )
            "things.put" ->
                client.things.put(
                    args.required("body", Holder.serializer()),
                    options,
                )
            "things.put" ->
                client.things.put(
                    args.required("body", Holder.serializer()),
                    options,
                )
