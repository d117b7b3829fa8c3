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
    ): Person =
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
    ): Person =
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
    ): CompletableFuture<Person> =
        session.future({ ThingsCalls.get(options) }, { it })
    private val GET = Operation("sample", 0, "things.get")
    fun get(
        options: CallOptions,
    ): Call<Person> {
        val arguments = Arguments(GET)
        return Call.json(GET, arguments.params, null, options, Person.serializer())
    }
// ---- Answers.kt
import dev.signbridge.internal.redacted
import kotlinx.serialization.Serializable
/** A person. */
@Serializable
public data class Person(
    /** A number. */
    public val number: String,
    /** A name. */
    public val name: String? = null,
    /** A date. Assumed: ISO 8601. */
    public val born: String? = null,
) {
    /** Without what is personal or secret. */
    override fun toString(): String =
        "Person(number=${redacted(number)}, name=$name, born=${redacted(born)})"
}
// ---- SampleDispatcher.kt
import dev.signbridge.sample.Person
import kotlinx.serialization.builtins.serializer
            "things.get" to Rendering.Value(Person.serializer()),
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
