// ---- Things.kt
import dev.signbridge.AsyncPage
import dev.signbridge.BlockingPage
import dev.signbridge.CallOptions
import dev.signbridge.Page
import dev.signbridge.SignbridgeException
import dev.signbridge.internal.Arguments
import dev.signbridge.internal.Call
import dev.signbridge.internal.Operation
import dev.signbridge.internal.PageContent
import kotlinx.serialization.builtins.ListSerializer
import kotlinx.serialization.builtins.serializer
import java.util.concurrent.CompletableFuture
    /**
     * Do it.
     *
     * Changes nothing, so it is sent again after a failure.
     *
     * A page holds 50 items unless `size` is given.
     *
     * @param size Items per page. Default: `50`.
     * @param page Number.
     * @param options for this call alone.
     * @return the first page, which leads to the others.
     * @throws SignbridgeException what else may happen to any call.
     */
    public suspend fun list(
        size: Long? = null,
        page: Long? = null,
        options: CallOptions = CallOptions.DEFAULT,
    ): Page<Thing> =
        Page(session, session.await(ThingsCalls.list(session, size, page, options)))
    /**
     * Do it.
     *
     * Changes nothing, so it is sent again after a failure.
     *
     * A page holds 50 items unless `size` is given.
     *
     * @param params further parameters.
     * @param options for this call alone.
     * @return the first page, which leads to the others.
     * @throws SignbridgeException what else may happen to any call.
     */
    @JvmOverloads
    public fun list(
        params: ThingsListParams = ThingsListParams(),
        options: CallOptions = CallOptions.DEFAULT,
    ): BlockingPage<Thing> =
        BlockingPage(session, session.block(ThingsCalls.list(session, params.size, params.page, options)))
    /**
     * Do it.
     *
     * Changes nothing, so it is sent again after a failure.
     *
     * A page holds 50 items unless `size` is given.
     *
     * @param params further parameters.
     * @param options for this call alone.
     * @return the first page, which leads to the others.
     * @throws SignbridgeException what else may happen to any call.
     */
    @JvmOverloads
    public fun list(
        params: ThingsListParams = ThingsListParams(),
        options: CallOptions = CallOptions.DEFAULT,
    ): CompletableFuture<AsyncPage<Thing>> =
        session.future({ ThingsCalls.list(session, params.size, params.page, options) }, { AsyncPage(session, it) })
    private val LIST = Operation("sample", 0, "things.list")
    fun list(
        session: Session,
        size: Long?,
        page: Long?,
        options: CallOptions,
    ): Call<PageContent<Thing>> {
        val arguments = Arguments(LIST)
        arguments.number("size", size)
        arguments.number("page", page)
        val items = ListSerializer(Thing.serializer())
        return session.page(LIST, arguments.params, null, options, items, null)
    }
}
/**
 * Further parameters of `things.list`.
 *
 * @property size Items per page. Default: `50`.
 * @property page Number.
 */
public class ThingsListParams(
    public val size: Long? = null,
    public val page: Long? = null,
) {
    /** Makes a [ThingsListParams], for Java. */
    public class Builder internal constructor() {
        private var size: Long? = null
        private var page: Long? = null
        /** See [ThingsListParams.size]. */
        public fun size(value: Long): Builder = apply { this.size = value }
        /** See [ThingsListParams.page]. */
        public fun page(value: Long): Builder = apply { this.page = value }
        /** The parameters. */
        public fun build(): ThingsListParams =
            ThingsListParams(
                size = size,
                page = page,
            )
    }
    public companion object {
        /** Starts a builder, for Java. */
        @JvmStatic
        public fun builder(): Builder = Builder()
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
import dev.signbridge.sample.ThingsListParams
import kotlinx.serialization.builtins.serializer
            "things.list" to Rendering.Items(Thing.serializer()),
            "things.list" ->
                client.things.list(
                    args.optional("size", Long.serializer()),
                    args.optional("page", Long.serializer()),
                    options,
                )
            "things.list" ->
                client.things.list(
                    ThingsListParams(
                        args.optional("size", Long.serializer()),
                        args.optional("page", Long.serializer()),
                    ),
                    options,
                )
            "things.list" ->
                client.things.list(
                    ThingsListParams(
                        args.optional("size", Long.serializer()),
                        args.optional("page", Long.serializer()),
                    ),
                    options,
                )
