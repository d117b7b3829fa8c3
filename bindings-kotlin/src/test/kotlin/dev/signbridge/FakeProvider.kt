package dev.signbridge

import com.sun.net.httpserver.HttpExchange
import com.sun.net.httpserver.HttpServer
import java.net.InetAddress
import java.net.InetSocketAddress
import java.net.ServerSocket
import java.net.Socket
import java.util.concurrent.CompletableFuture
import java.util.concurrent.CopyOnWriteArrayList
import java.util.concurrent.Executors
import java.util.concurrent.TimeUnit
import java.util.concurrent.atomic.AtomicInteger

/** A provider on a free port of this machine that answers as a test says. */
class FakeProvider(private val answer: (HttpExchange) -> Answer) : AutoCloseable {
    class Answer(val status: Int, val body: ByteArray) {
        constructor(status: Int, body: String) : this(status, body.encodeToByteArray())
    }

    private val server = HttpServer.create(InetSocketAddress(InetAddress.getLoopbackAddress(), 0), BACKLOG)
    private val threads = Executors.newCachedThreadPool { Thread(it).apply { isDaemon = true } }

    val url: String get() = "http://127.0.0.1:${server.address.port}/api"
    val requests: AtomicInteger = AtomicInteger()

    /** The bodies of all requests. */
    val uploads: MutableList<ByteArray> = CopyOnWriteArrayList()

    init {
        server.executor = threads
        server.createContext("/") { exchange ->
            requests.incrementAndGet()
            val sent = exchange.requestBody.readAllBytes()
            uploads += sent
            exchange.setAttribute(BODY, sent)
            val answer = answer(exchange)
            val bytes = answer.body
            exchange.responseHeaders.add("content-type", "application/json")
            exchange.responseHeaders.add("x-request-id", "req-${requests.get()}")
            exchange.sendResponseHeaders(answer.status, bytes.size.toLong())
            exchange.responseBody.use { it.write(bytes) }
        }
        server.start()
    }

    /** A client of this provider, with a key and company that need no second thought. */
    fun client(configure: NextSign.Builder.() -> Unit = {}): NextSign =
        NextSign.builder()
            .apiKey("sk_secret")
            .companyId("c1")
            .apiUrl(url)
            .filesApiUrl(url)
            .maxRetries(0)
            .rateLimit("off")
            .apply(configure)
            .build()

    override fun close() {
        server.stop(0)
        threads.shutdownNow()
    }

    companion object {
        private const val BACKLOG = 4096
        private const val BODY = "body"

        /** What was sent with a request. */
        fun sent(exchange: HttpExchange): ByteArray = exchange.getAttribute(BODY) as ByteArray

        /** Answers every read of a case with that body as its case. */
        fun ofCase(case: String) = FakeProvider { Answer(OK, """{"status":"case_found","case":$case}""") }

        const val OK = 200
    }
}

/** Accepts connections, reads what comes and never answers. Knows when the other side closed. */
class SilentServer : AutoCloseable {
    private val socket = ServerSocket(0, 50, InetAddress.getLoopbackAddress())
    private val open = CopyOnWriteArrayList<Socket>()

    /** Completes when a request's first bytes have arrived. */
    val asked: CompletableFuture<Unit> = CompletableFuture()

    /** Completes when a connection that had asked is closed by the client. */
    val hungUp: CompletableFuture<Unit> = CompletableFuture()

    val url: String get() = "http://127.0.0.1:${socket.localPort}/api"

    init {
        daemon {
            while (true) {
                val connection = socket.accept()
                open += connection
                daemon { listen(connection) }
            }
        }
    }

    private fun listen(connection: Socket) {
        val input = connection.getInputStream()
        val buffer = ByteArray(BUFFER)
        // A reset is a way of hanging up too.
        while (runCatching { input.read(buffer) }.getOrDefault(-1) >= 0) asked.complete(Unit)
        if (asked.isDone) hungUp.complete(Unit)
        connection.close()
    }

    private fun daemon(work: () -> Unit) {
        Thread { runCatching(work) }.apply { isDaemon = true }.start()
    }

    fun client(): NextSign =
        NextSign(apiKey = "sk_secret", companyId = "c1", apiUrl = url, maxRetries = 0, rateLimit = "off")

    override fun close() {
        socket.close()
        open.forEach { it.close() }
    }

    companion object {
        private const val BUFFER = 4096

        /** Waits as long as a slow machine may need, and fails the test after that. */
        fun CompletableFuture<Unit>.soon(): Unit = get(20, TimeUnit.SECONDS)
    }
}
