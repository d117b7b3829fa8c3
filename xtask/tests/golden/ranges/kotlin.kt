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
     * Changes nothing, so it is sent again after a failure.
     *
     * @param limit Items. From 1 to 100.
     * @param skip To pass over. At least 0.
     * @param name A name. At most 200 characters.
     * @param ids Some ids. At least one.
     * @param options for this call alone.
     * @throws SignbridgeException what else may happen to any call.
     */
    public suspend fun get(
        limit: Long? = null,
        skip: Long? = null,
        name: String? = null,
        ids: List<String>? = null,
        options: CallOptions = CallOptions.DEFAULT,
    ): Unit =
        session.await(ThingsCalls.get(limit, skip, name, ids, options))
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
        params: ThingsGetParams = ThingsGetParams(),
        options: CallOptions = CallOptions.DEFAULT,
    ): Unit =
        session.block(ThingsCalls.get(params.limit, params.skip, params.name, params.ids, options))
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
        params: ThingsGetParams = ThingsGetParams(),
        options: CallOptions = CallOptions.DEFAULT,
    ): CompletableFuture<Void?> =
        session.future({ ThingsCalls.get(params.limit, params.skip, params.name, params.ids, options) }, { null })
    private val GET = Operation("sample", 0, "things.get")
    fun get(
        limit: Long?,
        skip: Long?,
        name: String?,
        ids: List<String>?,
        options: CallOptions,
    ): Call<Unit> {
        val arguments = Arguments(GET)
        arguments.number("limit", limit)
        arguments.number("skip", skip)
        arguments.text("name", name)
        arguments.texts("ids", ids)
        return Call.nothing(GET, arguments.params, null, options)
    }
}
/**
 * Further parameters of `things.get`.
 *
 * @property limit Items. From 1 to 100.
 * @property skip To pass over. At least 0.
 * @property name A name. At most 200 characters.
 * @property ids Some ids. At least one.
 */
public class ThingsGetParams(
    public val limit: Long? = null,
    public val skip: Long? = null,
    public val name: String? = null,
    public val ids: List<String>? = null,
) {
    /** Makes a [ThingsGetParams], for Java. */
    public class Builder internal constructor() {
        private var limit: Long? = null
        private var skip: Long? = null
        private var name: String? = null
        private var ids: List<String>? = null
        /** See [ThingsGetParams.limit]. */
        public fun limit(value: Long): Builder = apply { this.limit = value }
        /** See [ThingsGetParams.skip]. */
        public fun skip(value: Long): Builder = apply { this.skip = value }
        /** See [ThingsGetParams.name]. */
        public fun name(value: String): Builder = apply { this.name = value }
        /** See [ThingsGetParams.ids]. */
        public fun ids(value: List<String>): Builder = apply { this.ids = value }
        /** The parameters. */
        public fun build(): ThingsGetParams =
            ThingsGetParams(
                limit = limit,
                skip = skip,
                name = name,
                ids = ids,
            )
    }
    public companion object {
        /** Starts a builder, for Java. */
        @JvmStatic
        public fun builder(): Builder = Builder()
    }
// ---- SampleDispatcher.kt
import dev.signbridge.sample.ThingsGetParams
import kotlinx.serialization.builtins.ListSerializer
import kotlinx.serialization.builtins.serializer
            "things.get" to Rendering.Nothing,
            "things.get" ->
                client.things.get(
                    args.optional("limit", Long.serializer()),
                    args.optional("skip", Long.serializer()),
                    args.optional("name", String.serializer()),
                    args.optional("ids", ListSerializer(String.serializer())),
                    options,
                )
            "things.get" ->
                client.things.get(
                    ThingsGetParams(
                        args.optional("limit", Long.serializer()),
                        args.optional("skip", Long.serializer()),
                        args.optional("name", String.serializer()),
                        args.optional("ids", ListSerializer(String.serializer())),
                    ),
                    options,
                )
            "things.get" ->
                client.things.get(
                    ThingsGetParams(
                        args.optional("limit", Long.serializer()),
                        args.optional("skip", Long.serializer()),
                        args.optional("name", String.serializer()),
                        args.optional("ids", ListSerializer(String.serializer())),
                    ),
                    options,
                )
