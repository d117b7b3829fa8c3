package dev.signbridge

import dev.signbridge.internal.Wire
import kotlinx.serialization.DeserializationStrategy
import kotlinx.serialization.json.JsonElement

/** What repeating a raw request does: it decides whether it may be sent again after an unknown outcome. */
public enum class Safety(internal val wire: String) {
    /** Changes nothing. */
    READ("read"),

    /** Repeating it leaves the same state. */
    IDEMPOTENT("idempotent"),

    /** The provider recognises a repetition by its idempotency key. */
    KEYED("keyed"),

    /** Repeating it makes a second one. */
    CREATE("create"),

    /** Repeating it has another visible effect, such as another mail. */
    ACTION("action"),
}

/**
 * A request to an endpoint that has no method here. Credentials, routing, retries and errors are those of any call.
 *
 * ```kotlin
 * client.request(RawRequest("GET", "/v2/{company}/things/1")).json()
 * ```
 *
 * @property method the HTTP verb.
 * @property path below the origin. A placeholder of the provider's tenant, such as `{company}`, is filled in.
 * @property query names and values, encoded here; a name may come more than once.
 * @property json a JSON body.
 * @property body any other body; then give [contentType]. At most one of [json] and [body].
 * @property contentType of the body. Default: `application/json`.
 * @property origin which of the provider's server families. Default: its first.
 * @property safety what repeating it does. Default: [Safety.READ] for `GET` and `HEAD`, else [Safety.CREATE].
 */
public class RawRequest(
    public val method: String,
    public val path: String,
    public val query: List<Pair<String, String>> = emptyList(),
    public val json: JsonElement? = null,
    public val body: ByteArray? = null,
    public val contentType: String? = null,
    public val origin: String? = null,
    public val safety: Safety? = null,
) {
    override fun toString(): String = "RawRequest($method $path)"

    /** Makes a request, for Java. */
    public class Builder internal constructor(private val method: String, private val path: String) {
        private val query = mutableListOf<Pair<String, String>>()
        private var json: JsonElement? = null
        private var body: ByteArray? = null
        private var contentType: String? = null
        private var origin: String? = null
        private var safety: Safety? = null

        /** Adds to [RawRequest.query]. */
        public fun query(name: String, value: String): Builder = apply { query += name to value }

        /**
         * Sets [RawRequest.json] from JSON text.
         *
         * @throws IllegalArgumentException if it is not JSON.
         */
        public fun json(text: String): Builder = apply { json = Wire.json.parseToJsonElement(text) }

        /** See [RawRequest.body] and [RawRequest.contentType]. */
        public fun body(bytes: ByteArray, contentType: String): Builder =
            apply {
                body = bytes
                this.contentType = contentType
            }

        /** See [RawRequest.origin]. */
        public fun origin(value: String): Builder = apply { origin = value }

        /** See [RawRequest.safety]. */
        public fun safety(value: Safety): Builder = apply { safety = value }

        /** The request. */
        public fun build(): RawRequest =
            RawRequest(method, path, query.toList(), json, body, contentType, origin, safety)
    }

    public companion object {
        /** Starts a builder, for Java. */
        @JvmStatic
        public fun builder(method: String, path: String): Builder = Builder(method, path)
    }
}

/**
 * The answer to a raw request: a success, as it came.
 *
 * @property info status, headers, request id and attempts.
 * @property body the whole body.
 */
public class RawResponse internal constructor(public val info: ResponseInfo, public val body: ByteArray) {
    /** The body as UTF-8 text. */
    public fun text(): String = body.decodeToString()

    /**
     * The body as JSON.
     *
     * @throws kotlinx.serialization.SerializationException if it is not JSON.
     */
    public fun json(): JsonElement = Wire.json.parseToJsonElement(text())

    /**
     * The body as a type of yours; unknown members are passed over.
     *
     * @throws kotlinx.serialization.SerializationException if it is not JSON of that type.
     */
    public fun <T> json(type: DeserializationStrategy<T>): T = Wire.json.decodeFromString(type, text())

    override fun toString(): String = "RawResponse(status=${info.status}, body=${body.size} bytes)"
}
