// ---- Things.kt
import dev.signbridge.CallOptions
import dev.signbridge.SignbridgeException
import dev.signbridge.internal.Arguments
import dev.signbridge.internal.Call
import dev.signbridge.internal.Operation
import dev.signbridge.internal.required
import java.util.concurrent.CompletableFuture
    /**
     * Do it.
     *
     * Changes nothing, so it is sent again after a failure.
     *
     * @param all A flag.
     * @param text Text.
     * @param pageSize A number. Default: `25`.
     * @param state A state.
     * @param ids Several. Assumed: Commas.
     * @param options for this call alone.
     * @throws SignbridgeException what else may happen to any call.
     */
    public suspend fun get(
        all: Boolean,
        text: String? = null,
        pageSize: Long? = null,
        state: State? = null,
        ids: List<String>? = null,
        options: CallOptions = CallOptions.DEFAULT,
    ): Unit =
        session.await(ThingsCalls.get(all, text, pageSize, state, ids, options))
    /**
     * Do it.
     *
     * Changes nothing, so it is sent again after a failure.
     *
     * @param params further parameters.
     * @param options for this call alone.
     * @throws SignbridgeException what else may happen to any call.
     */
    @JvmOverloads
    public fun get(
        params: ThingsGetParams,
        options: CallOptions = CallOptions.DEFAULT,
    ): Unit =
        session.block(ThingsCalls.get(params.all, params.text, params.pageSize, params.state, params.ids, options))
    /**
     * Do it.
     *
     * Changes nothing, so it is sent again after a failure.
     *
     * @param params further parameters.
     * @param options for this call alone.
     * @throws SignbridgeException what else may happen to any call.
     */
    @JvmOverloads
    public fun get(
        params: ThingsGetParams,
        options: CallOptions = CallOptions.DEFAULT,
    ): CompletableFuture<Void?> =
        session.future({ ThingsCalls.get(params.all, params.text, params.pageSize, params.state, params.ids, options) }, { null })
    private val GET = Operation("sample", 0, "things.get")
    fun get(
        all: Boolean,
        text: String?,
        pageSize: Long?,
        state: State?,
        ids: List<String>?,
        options: CallOptions,
    ): Call<Unit> {
        val arguments = Arguments(GET)
        arguments.text("text", text)
        arguments.number("pageSize", pageSize)
        arguments.flag("all", all)
        arguments.text("state", state?.toString())
        arguments.texts("ids", ids)
        return Call.nothing(GET, arguments.params, null, options)
    }
}
/**
 * Further parameters of `things.get`.
 *
 * @property all A flag.
 * @property text Text.
 * @property pageSize A number. Default: `25`.
 * @property state A state.
 * @property ids Several. Assumed: Commas.
 */
public class ThingsGetParams(
    public val all: Boolean,
    public val text: String? = null,
    public val pageSize: Long? = null,
    public val state: State? = null,
    public val ids: List<String>? = null,
) {
    /** Makes a [ThingsGetParams], for Java. */
    public class Builder internal constructor() {
        private var all: Boolean? = null
        private var text: String? = null
        private var pageSize: Long? = null
        private var state: State? = null
        private var ids: List<String>? = null
        /** See [ThingsGetParams.all]. */
        public fun all(value: Boolean): Builder = apply { this.all = value }
        /** See [ThingsGetParams.text]. */
        public fun text(value: String): Builder = apply { this.text = value }
        /** See [ThingsGetParams.pageSize]. */
        public fun pageSize(value: Long): Builder = apply { this.pageSize = value }
        /** See [ThingsGetParams.state]. */
        public fun state(value: State): Builder = apply { this.state = value }
        /** See [ThingsGetParams.ids]. */
        public fun ids(value: List<String>): Builder = apply { this.ids = value }
        /** The parameters. */
        public fun build(): ThingsGetParams =
            ThingsGetParams(
                all = required("all", all),
                text = text,
                pageSize = pageSize,
                state = state,
                ids = ids,
            )
    }
    public companion object {
        /** Starts a builder, for Java. */
        @JvmStatic
        public fun builder(): Builder = Builder()
    }
// ---- Values.kt
import dev.signbridge.OpenEnum
import dev.signbridge.OpenEnumSerializer
import kotlinx.serialization.Serializable
/**
 * A state.
 *
 * Other values than the constants are possible: the provider may add some.
 */
@Serializable(with = State.Serializer::class)
public class State private constructor(value: String) : OpenEnum(value) {
    internal object Serializer : OpenEnumSerializer<State>("sample.State", { of(it) })
    public companion object {
        /** `open` */
        @JvmField
        public val OPEN: State = State("open")
        /** `closed` */
        @JvmField
        public val CLOSED: State = State("closed")
        /** All constants. */
        @JvmStatic
        public val known: List<State> =
            listOf(
                OPEN,
                CLOSED,
            )
        /** The constant of that text, or a value of its own for any other. */
        @JvmStatic
        public fun of(value: String): State = known.firstOrNull { it.value == value } ?: State(value)
    }
}
// ---- SampleDispatcher.kt
import dev.signbridge.sample.State
import dev.signbridge.sample.ThingsGetParams
import kotlinx.serialization.builtins.ListSerializer
import kotlinx.serialization.builtins.serializer
            "things.get" to Rendering.Nothing,
            "things.get" ->
                client.things.get(
                    args.required("all", Boolean.serializer()),
                    args.optional("text", String.serializer()),
                    args.optional("pageSize", Long.serializer()),
                    args.optional("state", State.serializer()),
                    args.optional("ids", ListSerializer(String.serializer())),
                    options,
                )
            "things.get" ->
                client.things.get(
                    ThingsGetParams(
                        args.required("all", Boolean.serializer()),
                        args.optional("text", String.serializer()),
                        args.optional("pageSize", Long.serializer()),
                        args.optional("state", State.serializer()),
                        args.optional("ids", ListSerializer(String.serializer())),
                    ),
                    options,
                )
            "things.get" ->
                client.things.get(
                    ThingsGetParams(
                        args.required("all", Boolean.serializer()),
                        args.optional("text", String.serializer()),
                        args.optional("pageSize", Long.serializer()),
                        args.optional("state", State.serializer()),
                        args.optional("ids", ListSerializer(String.serializer())),
                    ),
                    options,
                )
