package dev.signbridge

import java.nio.file.Path

/** A JVM of its own with this class path, which writes both of its streams into one. */
fun jvm(options: List<String>, main: String, vararg arguments: String): ProcessBuilder {
    val java = Path.of(System.getProperty("java.home"), "bin", "java").toString()
    val path = System.getProperty("java.class.path")
    return ProcessBuilder(listOf(java) + options + listOf("-cp", path, main) + arguments).redirectErrorStream(true)
}
