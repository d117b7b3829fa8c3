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
     * @param aId The thing.
     * @param partIds Parts.
     * @param options for this call alone.
     * @throws SignbridgeException what else may happen to any call.
     */
    public suspend fun get(
        aId: String,
        partIds: List<String>,
        options: CallOptions = CallOptions.DEFAULT,
    ): Unit =
        session.await(ThingsCalls.get(aId, partIds, options))
    /**
     * Do it.
     *
     * Changes nothing, so it is sent again after a failure.
     *
     * @param aId The thing.
     * @param partIds Parts.
     * @param options for this call alone.
     * @throws SignbridgeException what else may happen to any call.
     */
    @JvmOverloads
    public fun get(
        aId: String,
        partIds: List<String>,
        options: CallOptions = CallOptions.DEFAULT,
    ): Unit =
        session.block(ThingsCalls.get(aId, partIds, options))
    /**
     * Do it.
     *
     * Changes nothing, so it is sent again after a failure.
     *
     * @param aId The thing.
     * @param partIds Parts.
     * @param options for this call alone.
     * @throws SignbridgeException what else may happen to any call.
     */
    @JvmOverloads
    public fun get(
        aId: String,
        partIds: List<String>,
        options: CallOptions = CallOptions.DEFAULT,
    ): CompletableFuture<Void?> =
        session.future({ ThingsCalls.get(aId, partIds, options) }, { null })
    private val GET = Operation("sample", 0, "things.get")
    fun get(
        aId: String,
        partIds: List<String>,
        options: CallOptions,
    ): Call<Unit> {
        val arguments = Arguments(GET)
        arguments.text("a_id", aId)
        arguments.texts("part_ids", partIds)
        return Call.nothing(GET, arguments.params, null, options)
    }
// ---- SampleDispatcher.kt
import kotlinx.serialization.builtins.ListSerializer
import kotlinx.serialization.builtins.serializer
            "things.get" to Rendering.Nothing,
            "things.get" ->
                client.things.get(
                    args.required("a_id", String.serializer()),
                    args.required("part_ids", ListSerializer(String.serializer())),
                    options,
                )
            "things.get" ->
                client.things.get(
                    args.required("a_id", String.serializer()),
                    args.required("part_ids", ListSerializer(String.serializer())),
                    options,
                )
            "things.get" ->
                client.things.get(
                    args.required("a_id", String.serializer()),
                    args.required("part_ids", ListSerializer(String.serializer())),
                    options,
                )
