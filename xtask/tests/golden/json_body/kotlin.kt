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
     * Repeating it makes a second one, so it is sent again only when the first attempt certainly was not processed.
     * Otherwise the error's `delivery` is `maybe`.
     *
     * @param body A thing to make.
     * @param options for this call alone.
     * @throws SignbridgeException what else may happen to any call.
     */
    public suspend fun create(
        body: NewThing,
        options: CallOptions = CallOptions.DEFAULT,
    ): Thing =
        session.await(ThingsCalls.create(body, options))
    /**
     * Do it.
     *
     * Repeating it makes a second one, so it is sent again only when the first attempt certainly was not processed.
     * Otherwise the error's `delivery` is `maybe`.
     *
     * @param name Its name.
     * @param size How large it is.
     * @param note A note. Default: `"none"`.
     * @param oldName Its former name. Deprecated: the provider discourages its use.
     * @param options for this call alone.
     * @throws SignbridgeException what else may happen to any call.
     */
    public suspend fun create(
        name: String,
        size: Size,
        note: String? = null,
        oldName: String? = null,
        options: CallOptions = CallOptions.DEFAULT,
    ): Thing =
        create(
            NewThing(
                name = name,
                size = size,
                note = note,
                oldName = oldName,
            ),
            options,
        )
    /**
     * Do it.
     *
     * Repeating it makes a second one, so it is sent again only when the first attempt certainly was not processed.
     * Otherwise the error's `delivery` is `maybe`.
     *
     * @param body A thing to make.
     * @param options for this call alone.
     * @throws SignbridgeException what else may happen to any call.
     */
    @JvmOverloads
    public fun create(
        body: NewThing,
        options: CallOptions = CallOptions.DEFAULT,
    ): Thing =
        session.block(ThingsCalls.create(body, options))
    /**
     * Do it.
     *
     * Repeating it makes a second one, so it is sent again only when the first attempt certainly was not processed.
     * Otherwise the error's `delivery` is `maybe`.
     *
     * @param body A thing to make.
     * @param options for this call alone.
     * @throws SignbridgeException what else may happen to any call.
     */
    @JvmOverloads
    public fun create(
        body: NewThing,
        options: CallOptions = CallOptions.DEFAULT,
    ): CompletableFuture<Thing> =
        session.future({ ThingsCalls.create(body, options) }, { it })
    private val CREATE = Operation("sample", 0, "things.create")
    fun create(
        body: NewThing,
        options: CallOptions,
    ): Call<Thing> {
        val arguments = Arguments(CREATE)
        return Call.json(CREATE, arguments.params, arguments.json(NewThing.serializer(), body), options, Thing.serializer())
    }
// ---- Requests.kt
import dev.signbridge.InvalidRequestException
import dev.signbridge.internal.required
import kotlinx.serialization.Serializable
/** A thing to make. */
@Serializable
public data class NewThing(
    /** Its name. */
    public val name: String,
    /** How large it is. */
    public val size: Size,
    /** A note. Default: `"none"`. */
    public val note: String? = null,
    /** When it was made. Only in answers. */
    public val madeAt: String? = null,
    /** Its former name. Deprecated: the provider discourages its use. */
    public val oldName: String? = null,
) {
    /** Makes a [NewThing], for Java. */
    public class Builder internal constructor() {
        private var name: String? = null
        private var size: Size? = null
        private var note: String? = null
        private var oldName: String? = null
        /** See [NewThing.name]. */
        public fun name(value: String): Builder = apply { this.name = value }
        /** See [NewThing.size]. */
        public fun size(value: Size): Builder = apply { this.size = value }
        /** See [NewThing.note]. */
        public fun note(value: String): Builder = apply { this.note = value }
        /** See [NewThing.oldName]. */
        public fun oldName(value: String): Builder = apply { this.oldName = value }
        /**
         * The value.
         *
         * @throws InvalidRequestException if a member is missing that must be given.
         */
        public fun build(): NewThing =
            NewThing(
                name = required("name", name),
                size = required("size", size),
                note = note,
                oldName = oldName,
            )
    }
    public companion object {
        /** Starts a builder, for Java. */
        @JvmStatic
        public fun builder(): Builder = Builder()
    }
}
/** A size. */
@Serializable
public data class Size(
    /** In millimetres. */
    public val width: Long? = null,
) {
    /** Makes a [Size], for Java. */
    public class Builder internal constructor() {
        private var width: Long? = null
        /** See [Size.width]. */
        public fun width(value: Long): Builder = apply { this.width = value }
        /**
         * The value.
         *
         * @throws InvalidRequestException if a member is missing that must be given.
         */
        public fun build(): Size =
            Size(
                width = width,
            )
    }
    public companion object {
        /** Starts a builder, for Java. */
        @JvmStatic
        public fun builder(): Builder = Builder()
    }
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
import dev.signbridge.sample.NewThing
import dev.signbridge.sample.Thing
import kotlinx.serialization.builtins.serializer
            "things.create" to Rendering.Value(Thing.serializer()),
            "things.create" ->
                client.things.create(
                    args.required("body", NewThing.serializer()),
                    options,
                )
            "things.create" ->
                client.things.create(
                    args.required("body", NewThing.serializer()),
                    options,
                )
            "things.create" ->
                client.things.create(
                    args.required("body", NewThing.serializer()),
                    options,
                )
