// ---- Things.kt
import dev.signbridge.CallOptions
import dev.signbridge.Decimal
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
     * @param body What is priced.
     * @param options for this call alone.
     * @throws SignbridgeException what else may happen to any call.
     */
    public suspend fun price(
        body: Question,
        options: CallOptions = CallOptions.DEFAULT,
    ): Price =
        session.await(ThingsCalls.price(body, options))
    /**
     * Do it.
     *
     * Changes nothing, so it is sent again after a failure.
     *
     * @param amount How much. At least 0.01.
     * @param parts Its parts.
     * @param steps Steps.
     * @param rates Rates by currency.
     * @param options for this call alone.
     * @throws SignbridgeException what else may happen to any call.
     */
    public suspend fun price(
        amount: Decimal,
        parts: List<Part>? = null,
        steps: List<Decimal>? = null,
        rates: Map<String, Decimal>? = null,
        options: CallOptions = CallOptions.DEFAULT,
    ): Price =
        price(
            Question(
                amount = amount,
                parts = parts,
                steps = steps,
                rates = rates,
            ),
            options,
        )
    /**
     * Do it.
     *
     * Changes nothing, so it is sent again after a failure.
     *
     * @param body What is priced.
     * @param options for this call alone.
     * @throws SignbridgeException what else may happen to any call.
     */
    @JvmOverloads
    public fun price(
        body: Question,
        options: CallOptions = CallOptions.DEFAULT,
    ): Price =
        session.block(ThingsCalls.price(body, options))
    /**
     * Do it.
     *
     * Changes nothing, so it is sent again after a failure.
     *
     * @param body What is priced.
     * @param options for this call alone.
     * @throws SignbridgeException what else may happen to any call.
     */
    @JvmOverloads
    public fun price(
        body: Question,
        options: CallOptions = CallOptions.DEFAULT,
    ): CompletableFuture<Price> =
        session.future({ ThingsCalls.price(body, options) }, { it })
    private val PRICE = Operation("sample", 0, "things.price")
    fun price(
        body: Question,
        options: CallOptions,
    ): Call<Price> {
        val arguments = Arguments(PRICE)
        return Call.json(PRICE, arguments.params, arguments.json(Question.serializer(), body), options, Price.serializer())
    }
// ---- Requests.kt
import dev.signbridge.Decimal
import dev.signbridge.InvalidRequestException
import dev.signbridge.internal.required
import kotlinx.serialization.Serializable
/** What is priced. */
@Serializable
public data class Question(
    /** How much. At least 0.01. */
    public val amount: Decimal,
    /** Its parts. */
    public val parts: List<Part>? = null,
    /** Steps. */
    public val steps: List<Decimal>? = null,
    /** Rates by currency. */
    public val rates: Map<String, Decimal>? = null,
) {
    /** Makes a [Question], for Java. */
    public class Builder internal constructor() {
        private var amount: Decimal? = null
        private var parts: List<Part>? = null
        private var steps: List<Decimal>? = null
        private var rates: Map<String, Decimal>? = null
        /** See [Question.amount]. */
        public fun amount(value: Decimal): Builder = apply { this.amount = value }
        /** See [Question.parts]. */
        public fun parts(value: List<Part>): Builder = apply { this.parts = value }
        /** See [Question.parts]. */
        public fun parts(vararg values: Part): Builder =
            apply { this.parts = values.toList() }
        /** See [Question.steps]. */
        public fun steps(value: List<Decimal>): Builder = apply { this.steps = value }
        /** See [Question.steps]. */
        public fun steps(vararg values: Decimal): Builder =
            apply { this.steps = values.toList() }
        /** See [Question.rates]. */
        public fun rates(value: Map<String, Decimal>): Builder = apply { this.rates = value }
        /**
         * The value.
         *
         * @throws InvalidRequestException if a member is missing that must be given.
         */
        public fun build(): Question =
            Question(
                amount = required("amount", amount),
                parts = parts,
                steps = steps,
                rates = rates,
            )
    }
    public companion object {
        /** Starts a builder, for Java. */
        @JvmStatic
        public fun builder(): Builder = Builder()
    }
}
/** A part. */
@Serializable
public data class Part(
    /** Its share. */
    public val share: Decimal? = null,
    /** Its name. */
    public val name: String? = null,
) {
    /** Makes a [Part], for Java. */
    public class Builder internal constructor() {
        private var share: Decimal? = null
        private var name: String? = null
        /** See [Part.share]. */
        public fun share(value: Decimal): Builder = apply { this.share = value }
        /** See [Part.name]. */
        public fun name(value: String): Builder = apply { this.name = value }
        /**
         * The value.
         *
         * @throws InvalidRequestException if a member is missing that must be given.
         */
        public fun build(): Part =
            Part(
                share = share,
                name = name,
            )
    }
    public companion object {
        /** Starts a builder, for Java. */
        @JvmStatic
        public fun builder(): Builder = Builder()
    }
}
// ---- Answers.kt
import dev.signbridge.Decimal
import kotlinx.serialization.Serializable
/** A price. */
@Serializable
public data class Price(
    /** The sum. */
    public val total: Decimal,
    /** The least. */
    public val least: Decimal? = null,
)
// ---- SampleDispatcher.kt
import dev.signbridge.sample.Price
import dev.signbridge.sample.Question
import kotlinx.serialization.builtins.serializer
            "things.price" to Rendering.Value(Price.serializer()),
            "things.price" ->
                client.things.price(
                    args.required("body", Question.serializer()),
                    options,
                )
            "things.price" ->
                client.things.price(
                    args.required("body", Question.serializer()),
                    options,
                )
            "things.price" ->
                client.things.price(
                    args.required("body", Question.serializer()),
                    options,
                )
