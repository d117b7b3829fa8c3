// ---- Sample.kt
 * Sample(apiToken = "…").use { client ->
 * From Java: `Sample.builder().apiToken("…").build()`, then [blocking] or [async].
 * ([withOptions], [blocking], [async]) are cheap and share them.
 *
 * Limit: 5 requests in 300 s. Of one kind.
     * @param apiToken A token.
     * @param apiUrl Everything. Default: `https://sandbox.example.com/v1` (sandbox; assumed: By analogy),
     * `https://api.example.com/v1` (live).
     * @param filesUrl Files. Default: `https://files.example.com` (live).
     * @param environment `sandbox` or `live`. Default: `sandbox`.
        apiToken: String,
        filesUrl: String? = null,
                credential = apiToken
                filesUrl?.let { origins["files"] = it }
     * The same, with a function that gives the apiToken. It is asked when a value is needed, the value is kept for the
     * @param apiToken runs on a thread that may block. What it throws ends the call as a [ConfigurationException].
     * @param apiUrl Everything. Default: `https://sandbox.example.com/v1` (sandbox; assumed: By analogy),
     * `https://api.example.com/v1` (live).
     * @param filesUrl Files. Default: `https://files.example.com` (live).
     * @param environment `sandbox` or `live`. Default: `sandbox`.
        apiToken: suspend () -> String,
        filesUrl: String? = null,
                credentialFunction = apiToken
                filesUrl?.let { origins["files"] = it }
        /** A token. */
        public fun apiToken(value: String): Builder = apply { config.credential = value }
        /** Asked for the apiToken when one is needed, on a thread that may block, and again after one was refused. */
        public fun apiToken(function: Supplier<String>): Builder = apply { config.credentialFunction = { function.get() } }
        /** Asked for the apiToken when one is needed, and again after one was refused. */
        public fun apiToken(function: suspend () -> String): Builder = apply { config.credentialFunction = function }
        /**
         * Everything. Default: `https://sandbox.example.com/v1` (sandbox; assumed: By analogy),
         * `https://api.example.com/v1` (live).
         */
        /** Files. Default: `https://files.example.com` (live). */
        public fun filesUrl(value: String): Builder = apply { config.origins["files"] = value }
        /** `sandbox` or `live`. Default: `sandbox`. */
         * A client from environment variables: `SAMPLE_TOKEN`, `SAMPLE_API_URL`, `SAMPLE_FILES_URL`.
         * A client from environment variables: `SAMPLE_TOKEN`, `SAMPLE_API_URL`, `SAMPLE_FILES_URL`.
// ---- Things.kt
import dev.signbridge.CallOptions
import dev.signbridge.SignbridgeException
import dev.signbridge.internal.Arguments
import dev.signbridge.internal.Call
import dev.signbridge.internal.Operation
import java.util.concurrent.CompletableFuture
    /**
     * Read files.
     *
     * Changes nothing, so it is sent again after a failure.
     *
     * @param options for this call alone.
     * @throws SignbridgeException what else may happen to any call.
     */
    public suspend fun files(
        options: CallOptions = CallOptions.DEFAULT,
    ): Unit =
        session.await(ThingsCalls.files(options))
    /**
     * Read a thing.
     *
     * Changes nothing, so it is sent again after a failure.
     *
     * @param options for this call alone.
     * @throws SignbridgeException what else may happen to any call.
     */
    public suspend fun get(
        options: CallOptions = CallOptions.DEFAULT,
    ): Unit =
        session.await(ThingsCalls.get(options))
    /**
     * Read files.
     *
     * Changes nothing, so it is sent again after a failure.
     *
     * @param options for this call alone.
     * @throws SignbridgeException what else may happen to any call.
     */
    @JvmOverloads
    public fun files(
        options: CallOptions = CallOptions.DEFAULT,
    ): Unit =
        session.block(ThingsCalls.files(options))
    /**
     * Read a thing.
     *
     * Changes nothing, so it is sent again after a failure.
     *
     * @param options for this call alone.
     * @throws SignbridgeException what else may happen to any call.
     */
    @JvmOverloads
    public fun get(
        options: CallOptions = CallOptions.DEFAULT,
    ): Unit =
        session.block(ThingsCalls.get(options))
    /**
     * Read files.
     *
     * Changes nothing, so it is sent again after a failure.
     *
     * @param options for this call alone.
     * @throws SignbridgeException what else may happen to any call.
     */
    @JvmOverloads
    public fun files(
        options: CallOptions = CallOptions.DEFAULT,
    ): CompletableFuture<Void?> =
        session.future({ ThingsCalls.files(options) }, { null })
    /**
     * Read a thing.
     *
     * Changes nothing, so it is sent again after a failure.
     *
     * @param options for this call alone.
     * @throws SignbridgeException what else may happen to any call.
     */
    @JvmOverloads
    public fun get(
        options: CallOptions = CallOptions.DEFAULT,
    ): CompletableFuture<Void?> =
        session.future({ ThingsCalls.get(options) }, { null })
    private val FILES = Operation("sample", 0, "things.files")
    private val GET = Operation("sample", 1, "things.get")
    fun files(
        options: CallOptions,
    ): Call<Unit> {
        val arguments = Arguments(FILES)
        return Call.nothing(FILES, arguments.params, null, options)
    }
    fun get(
        options: CallOptions,
    ): Call<Unit> {
        val arguments = Arguments(GET)
        return Call.nothing(GET, arguments.params, null, options)
    }
// ---- SampleDispatcher.kt
            "things.files" to Rendering.Nothing,
            "things.get" to Rendering.Nothing,
            "things.files" ->
                client.things.files(
                    options,
                )
            "things.get" ->
                client.things.get(
                    options,
                )
            "things.files" ->
                client.things.files(
                    options,
                )
            "things.get" ->
                client.things.get(
                    options,
                )
            "things.files" ->
                client.things.files(
                    options,
                )
            "things.get" ->
                client.things.get(
                    options,
                )
        error("Sample knows no tenants, so not $id either")
            settings.credential?.let(builder::apiToken)
            settings.credentialFunction?.let { builder.apiToken(it) }
            check(settings.tenant == null) { "Sample knows no tenants" }
                    "files" -> builder.filesUrl(url)
