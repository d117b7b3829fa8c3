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
     * @param body Holds shapes.
     * @param options for this call alone.
     * @throws SignbridgeException what else may happen to any call.
     */
    public suspend fun put(
        body: Holder,
        options: CallOptions = CallOptions.DEFAULT,
    ): Holder =
        session.await(ThingsCalls.put(body, options))
    /**
     * Do it.
     *
     * Repeating it leaves the same state, so it is sent again after a failure.
     *
     * @param shape A circle or a square.
     * @param more Others.
     * @param options for this call alone.
     * @throws SignbridgeException what else may happen to any call.
     */
    public suspend fun put(
        shape: Shape,
        more: List<Shape>? = null,
        options: CallOptions = CallOptions.DEFAULT,
    ): Holder =
        put(
            Holder(
                shape = shape,
                more = more,
            ),
            options,
        )
    /**
     * Do it.
     *
     * Repeating it leaves the same state, so it is sent again after a failure.
     *
     * @param body Holds shapes.
     * @param options for this call alone.
     * @throws SignbridgeException what else may happen to any call.
     */
    @JvmOverloads
    public fun put(
        body: Holder,
        options: CallOptions = CallOptions.DEFAULT,
    ): Holder =
        session.block(ThingsCalls.put(body, options))
    /**
     * Do it.
     *
     * Repeating it leaves the same state, so it is sent again after a failure.
     *
     * @param body Holds shapes.
     * @param options for this call alone.
     * @throws SignbridgeException what else may happen to any call.
     */
    @JvmOverloads
    public fun put(
        body: Holder,
        options: CallOptions = CallOptions.DEFAULT,
    ): CompletableFuture<Holder> =
        session.future({ ThingsCalls.put(body, options) }, { it })
    private val PUT = Operation("sample", 0, "things.put")
    fun put(
        body: Holder,
        options: CallOptions,
    ): Call<Holder> {
        val arguments = Arguments(PUT)
        return Call.json(PUT, arguments.params, arguments.json(Holder.serializer(), body), options, Holder.serializer())
    }
// ---- Requests.kt
import dev.signbridge.InvalidRequestException
import dev.signbridge.internal.required
import kotlinx.serialization.Serializable
/** Holds shapes. */
@Serializable
public data class Holder(
    /** A circle or a square. */
    public val shape: Shape,
    /** Others. */
    public val more: List<Shape>? = null,
) {
    /** Makes a [Holder], for Java. */
    public class Builder internal constructor() {
        private var shape: Shape? = null
        private var more: List<Shape>? = null
        /** See [Holder.shape]. */
        public fun shape(value: Shape): Builder = apply { this.shape = value }
        /** See [Holder.more]. */
        public fun more(value: List<Shape>): Builder = apply { this.more = value }
        /** See [Holder.more]. */
        public fun more(vararg values: Shape): Builder =
            apply { this.more = values.toList() }
        /**
         * The value.
         *
         * @throws InvalidRequestException if a member is missing that must be given.
         */
        public fun build(): Holder =
            Holder(
                shape = required("shape", shape),
                more = more,
            )
    }
    public companion object {
        /** Starts a builder, for Java. */
        @JvmStatic
        public fun builder(): Builder = Builder()
    }
}
/** A circle. */
@Serializable
public data class Circle(
    /** In points. */
    public val radius: Double,
) : Shape {
    /** Makes a [Circle], for Java. */
    public class Builder internal constructor() {
        private var radius: Double? = null
        /** See [Circle.radius]. */
        public fun radius(value: Double): Builder = apply { this.radius = value }
        /**
         * The value.
         *
         * @throws InvalidRequestException if a member is missing that must be given.
         */
        public fun build(): Circle =
            Circle(
                radius = required("radius", radius),
            )
    }
    public companion object {
        /** Starts a builder, for Java. */
        @JvmStatic
        public fun builder(): Builder = Builder()
    }
}
/** A filled square. */
@Serializable
public data class FilledSquare(
    /** What it is filled with. */
    public val color: String? = null,
) : Shape {
    /** Makes a [FilledSquare], for Java. */
    public class Builder internal constructor() {
        private var color: String? = null
        /** See [FilledSquare.color]. */
        public fun color(value: String): Builder = apply { this.color = value }
        /**
         * The value.
         *
         * @throws InvalidRequestException if a member is missing that must be given.
         */
        public fun build(): FilledSquare =
            FilledSquare(
                color = color,
            )
    }
    public companion object {
        /** Starts a builder, for Java. */
        @JvmStatic
        public fun builder(): Builder = Builder()
    }
}
// ---- Values.kt
import dev.signbridge.internal.TaggedUnionSerializer
import dev.signbridge.internal.Variant
import kotlinx.serialization.Serializable
import kotlinx.serialization.json.JsonObject
/**
 * A circle or a square.
 *
 * What fits none of them is an [OtherShape].
 */
@Serializable(with = ShapeSerializer::class)
public sealed interface Shape
internal object ShapeSerializer : TaggedUnionSerializer<Shape>(
    "sample.Shape",
    "kind",
    mapOf(
        "circle" to Variant(Circle::class, Circle.serializer()),
        "filled square" to Variant(FilledSquare::class, FilledSquare.serializer()),
    ),
    ::OtherShape,
    { (it as? OtherShape)?.json },
)
/**
 * A [Shape] that this version does not know, or that lacks a member which it should have.
 *
 * @property json as it came.
 */
public data class OtherShape(public val json: JsonObject) : Shape
// ---- SampleDispatcher.kt
import dev.signbridge.sample.Holder
import kotlinx.serialization.builtins.serializer
            "things.put" to Rendering.Value(Holder.serializer()),
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
