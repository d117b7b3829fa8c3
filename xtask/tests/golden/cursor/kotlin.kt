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
     * @param cursor Where to go on.
     * @param options for this call alone.
     * @return the first page, which leads to the others.
     * @throws SignbridgeException what else may happen to any call.
     */
    public suspend fun list(
        cursor: String? = null,
        options: CallOptions = CallOptions.DEFAULT,
    ): Page<Thing> =
        Page(session, session.await(ThingsCalls.list(session, cursor, options)))
    /**
     * Do it.
     *
     * Changes nothing, so it is sent again after a failure.
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
        BlockingPage(session, session.block(ThingsCalls.list(session, params.cursor, options)))
    /**
     * Do it.
     *
     * Changes nothing, so it is sent again after a failure.
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
        session.future({ ThingsCalls.list(session, params.cursor, options) }, { AsyncPage(session, it) })
    private val LIST = Operation("sample", 0, "things.list")
    fun list(
        session: Session,
        cursor: String?,
        options: CallOptions,
    ): Call<PageContent<Thing>> {
        val arguments = Arguments(LIST)
        arguments.text("cursor", cursor)
        val items = ListSerializer(Thing.serializer())
        return session.page(LIST, arguments.params, null, options, items, "data")
    }
}
/**
 * Further parameters of `things.list`.
 *
 * @property cursor Where to go on.
 */
public class ThingsListParams(
    public val cursor: String? = null,
) {
    /** Makes a [ThingsListParams], for Java. */
    public class Builder internal constructor() {
        private var cursor: String? = null
        /** See [ThingsListParams.cursor]. */
        public fun cursor(value: String): Builder = apply { this.cursor = value }
        /** The parameters. */
        public fun build(): ThingsListParams =
            ThingsListParams(
                cursor = cursor,
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
                    args.optional("cursor", String.serializer()),
                    options,
                )
            "things.list" ->
                client.things.list(
                    ThingsListParams(
                        args.optional("cursor", String.serializer()),
                    ),
                    options,
                )
            "things.list" ->
                client.things.list(
                    ThingsListParams(
                        args.optional("cursor", String.serializer()),
                    ),
                    options,
                )
