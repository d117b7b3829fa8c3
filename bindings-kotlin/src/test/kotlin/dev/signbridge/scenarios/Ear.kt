package dev.signbridge.scenarios

import org.slf4j.Logger
import org.slf4j.LoggerFactory
import org.slf4j.simple.SimpleLogger
import org.slf4j.spi.LocationAwareLogger
import java.io.ByteArrayOutputStream
import java.io.PrintStream

/** Hears what this package logs, down to the lines for debugging, which slf4j-simple writes to [System.err]. */
internal class Ear : AutoCloseable {
    private val logger: Logger = LoggerFactory.getLogger("dev.signbridge")
    private val level = SimpleLogger::class.java.getDeclaredField("currentLogLevel").apply { isAccessible = true }
    private val before = level.getInt(logger)
    private val error = System.err
    private val heard = ByteArrayOutputStream()

    init {
        level.setInt(logger, LocationAwareLogger.DEBUG_INT)
        System.setErr(PrintStream(heard, true))
    }

    /** The lines since it was last asked. */
    fun lines(): List<String> = heard.toString().lines().dropLast(1).also { heard.reset() }

    override fun close() {
        System.setErr(error)
        level.setInt(logger, before)
    }
}
