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
    public suspend fun import(
        options: CallOptions = CallOptions.DEFAULT,
    ): Odd =
        session.await(ThingsCalls.import(options))
    /**
     * Do it.
     *
     * Changes nothing, so it is sent again after a failure.
     *
     * @param options for this call alone.
     * @throws SignbridgeException what else may happen to any call.
     */
    @JvmOverloads
    public fun import(
        options: CallOptions = CallOptions.DEFAULT,
    ): Odd =
        session.block(ThingsCalls.import(options))
    /**
     * Do it.
     *
     * Changes nothing, so it is sent again after a failure.
     *
     * @param options for this call alone.
     * @throws SignbridgeException what else may happen to any call.
     */
    @JvmOverloads
    public fun import(
        options: CallOptions = CallOptions.DEFAULT,
    ): CompletableFuture<Odd> =
        session.future({ ThingsCalls.import(options) }, { it })
    private val IMPORT = Operation("sample", 0, "things.import")
    fun import(
        options: CallOptions,
    ): Call<Odd> {
        val arguments = Arguments(IMPORT)
        return Call.json(IMPORT, arguments.params, null, options, Odd.serializer())
    }
// ---- Answers.kt
import kotlinx.serialization.SerialName
import kotlinx.serialization.Serializable
/** Members with odd names. */
@Serializable
public data class Odd(
    /** An id. */
    @SerialName("_id")
    public val id: String? = null,
    /** A keyword in Rust. */
    public val type: String? = null,
    /** A keyword in Python and Kotlin. */
    @SerialName("class")
    public val class_: String? = null,
    /** Camel case. */
    public val fileIsBlob: Boolean? = null,
    /** Snake case. */
    @SerialName("signed_at")
    public val signedAt: String? = null,
    /** Capitals. */
    @SerialName("allowAPI")
    public val allowApi: Boolean? = null,
    /** A keyword everywhere. */
    @SerialName("return")
    public val result: String? = null,
    /** Punctuation. */
    @SerialName("x.y-z")
    public val xYZ: String? = null,
)
// ---- SampleDispatcher.kt
import dev.signbridge.sample.Odd
import kotlinx.serialization.builtins.serializer
            "things.import" to Rendering.Value(Odd.serializer()),
            "things.import" ->
                client.things.import(
                    options,
                )
            "things.import" ->
                client.things.import(
                    options,
                )
            "things.import" ->
                client.things.import(
                    options,
                )
