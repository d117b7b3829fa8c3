package dev.signbridge

import dev.signbridge.internal.PageContent
import dev.signbridge.internal.Session
import kotlinx.coroutines.flow.Flow
import kotlinx.coroutines.flow.flow
import java.util.concurrent.CompletableFuture
import java.util.function.Consumer
import java.util.stream.Stream
import java.util.stream.StreamSupport

/**
 * One page of a list, and the way to the others.
 *
 * ```kotlin
 * client.cases.list(status = CaseStatus.PENDING).asFlow().take(500).collect { println(it.title) }
 * ```
 */
public class Page<T> internal constructor(private val session: Session, private val content: PageContent<T>) {
    /** The items of this page. */
    public val items: List<T> get() = content.items

    /** How the call for this page went. */
    public val info: ResponseInfo get() = content.info

    /** Whether another page is to be expected. It may turn out to be empty. */
    public val hasNext: Boolean get() = content.next != null

    /** Reads the next page; `null` after the last. */
    public suspend fun nextPage(): Page<T>? = content.next?.let { Page(session, session.await(it)) }

    /**
     * The items of this page and of all that follow. A page is asked for when its first item is wanted, and again by each
     * collector. The same call options hold for every page.
     */
    public fun asFlow(): Flow<T> =
        flow {
            var page: Page<T>? = this@Page
            while (page != null) {
                page.items.forEach { emit(it) }
                page = page.nextPage()
            }
        }

    override fun toString(): String = "Page(items=${items.size}, hasNext=$hasNext)"
}

/** One page of a list, for threads that wait. Iterating over it gives the items of all pages. */
public class BlockingPage<T> internal constructor(private val session: Session, private val content: PageContent<T>) :
    Iterable<T> {
    /** The items of this page. */
    public val items: List<T> get() = content.items

    /** How the call for this page went. */
    public val info: ResponseInfo get() = content.info

    /** Whether another page is to be expected. It may turn out to be empty. */
    @get:JvmName("hasNext")
    public val hasNext: Boolean get() = content.next != null

    /** Reads the next page; `null` after the last. */
    public fun nextPage(): BlockingPage<T>? = content.next?.let { BlockingPage(session, session.block(it)) }

    /** The items of this page and of all that follow. A page is asked for when its first item is wanted. */
    override fun iterator(): Iterator<T> =
        iterator {
            var page: BlockingPage<T>? = this@BlockingPage
            while (page != null) {
                yieldAll(page.items)
                page = page.nextPage()
            }
        }

    /** [iterator] as a sequential stream. */
    public fun stream(): Stream<T> = StreamSupport.stream(spliterator(), false)

    override fun toString(): String = "BlockingPage(items=${items.size}, hasNext=$hasNext)"
}

/** One page of a list, for futures. */
public class AsyncPage<T> internal constructor(private val session: Session, private val content: PageContent<T>) {
    /** The items of this page. */
    public val items: List<T> get() = content.items

    /** How the call for this page went. */
    public val info: ResponseInfo get() = content.info

    /** Whether another page is to be expected. It may turn out to be empty. */
    @get:JvmName("hasNext")
    public val hasNext: Boolean get() = content.next != null

    /** Reads the next page; completes with `null` after the last. Cancelling the future cancels the call. */
    public fun nextPage(): CompletableFuture<AsyncPage<T>?> {
        val next = content.next ?: return CompletableFuture.completedFuture(null)
        return session.future({ next }, { AsyncPage(session, it) })
    }

    /**
     * Gives the items of this page and of all that follow to [consumer], one page after the other. The future completes
     * after the last item, or with what a call or the consumer threw. Cancelling it starts no further call.
     */
    public fun forEachItem(consumer: Consumer<in T>): CompletableFuture<Void> {
        val done = CompletableFuture<Void>()
        feed(consumer, done)
        return done
    }

    private fun feed(consumer: Consumer<in T>, done: CompletableFuture<Void>) {
        try {
            for (item in items) {
                if (done.isDone) return
                consumer.accept(item)
            }
        } catch (@Suppress("TooGenericExceptionCaught") thrown: Throwable) {
            // The consumer is the caller's code: whatever it throws is the caller's to see.
            done.completeExceptionally(thrown)
            return
        }
        nextPage().whenComplete { page, failure ->
            when {
                failure != null -> done.completeExceptionally(failure)
                page == null -> done.complete(null)
                else -> page.feed(consumer, done)
            }
        }
    }

    override fun toString(): String = "AsyncPage(items=${items.size}, hasNext=$hasNext)"
}
