package dev.signbridge.internal

import com.sun.jna.Library
import com.sun.jna.Native
import dev.signbridge.ErrorKind
import dev.signbridge.generated.CATALOGUE_HASH
import dev.signbridge.internal.uniffi.catalogueHash
import dev.signbridge.internal.uniffi.uniffiEnsureInitialized
import org.slf4j.LoggerFactory
import java.io.IOException
import java.io.InputStream
import java.nio.file.FileSystems
import java.nio.file.Files
import java.nio.file.Path
import java.nio.file.attribute.PosixFilePermissions
import com.sun.jna.NativeLibrary as JnaLibrary

/**
 * Finds and loads the native library, once. Looked for in this order:
 *
 * 1. the file that the system property `dev.signbridge.native` names; nothing else is tried then;
 * 2. `java.library.path`, for packagers who put it there;
 * 3. the copy in this artifact, at `dev/signbridge/native/<os>-<arch>/`. It is written to a new folder that only this user
 *    can read, loaded, and deleted at once where the system allows that. The folder is made in
 *    `dev.signbridge.native.directory` if that property is set, else in the user's cache folder, else in
 *    `java.io.tmpdir`: a machine may forbid running code from one of them.
 *
 * JNA needs a writable folder for its own library too; `-Djna.tmpdir` or `-Djna.boot.library.path` say where.
 */
internal object NativeLibrary {
    private val log = LoggerFactory.getLogger("dev.signbridge")

    /** The outcome is kept: a second client gets the same failure, not a puzzling `NoClassDefFoundError`. */
    private val outcome by lazy { runCatching { register(Search(Platform.current)) } }

    /** @throws dev.signbridge.ConfigurationException if there is no library for this machine, or the wrong one. */
    fun load() {
        outcome.getOrThrow()
    }

    private fun register(search: Search) {
        search.load { file ->
            val options = mapOf(Library.OPTION_CLASSLOADER to NativeLibrary::class.java.classLoader)
            Native.register(Border::class.java, JnaLibrary.getInstance(file.toString(), options))
            // A string literal is one object in the whole JVM: a second loader of this package waits for the property.
            synchronized(OVERRIDE) {
                // UniFFI asks for a library of that name; this is its documented way to say which file that is.
                System.setProperty(OVERRIDE, file.toString())
                uniffiEnsureInitialized()
            }
        }
        val found = catalogueHash()
        if (found != CATALOGUE_HASH) {
            throw failure("the native library was built from other API descriptions ($found, not $CATALOGUE_HASH)")
        }
    }

    private const val OVERRIDE = "uniffi.component.signbridge_kotlin.libraryOverride"

    private fun failure(problem: String) =
        ErrorRecord.ofField(ErrorKind.CONFIGURATION, "native library", problem).toException()

    /** One search, with everything it depends on, so that tests can stage machines. */
    class Search(
        private val platform: Platform,
        private val property: (String) -> String? = System::getProperty,
        private val resource: (String) -> InputStream? = NativeLibrary::class.java.classLoader::getResourceAsStream,
    ) {
        private val tried = mutableListOf<String>()

        /** Gives candidates to [link] until one links. */
        fun load(link: (Path) -> Unit) {
            val named = property(PROPERTY)
            when {
                named != null -> attempt("-D$PROPERTY", Path.of(named), link)
                onLibraryPath(link) -> true
                else -> fromArtifact(link)
            } || throw failure(describe())
        }

        private fun onLibraryPath(link: (Path) -> Unit): Boolean =
            property("java.library.path").orEmpty().split(java.io.File.pathSeparator).filter { it.isNotEmpty() }
                .map { Path.of(it, platform.fileName) }
                .filter(Files::isRegularFile)
                .any { attempt("java.library.path", it.toAbsolutePath(), link) }

        private fun fromArtifact(link: (Path) -> Unit): Boolean {
            val name = "dev/signbridge/native/${platform.name}/${platform.fileName}"
            if (resource(name)?.close() == null) {
                tried += "this artifact has no $name"
                return false
            }
            return folders().any { parent ->
                try {
                    extract(name, parent, link)
                } catch (failure: IOException) {
                    tried += "$parent: $failure"
                    false
                }
            }
        }

        private fun extract(name: String, parent: Path, link: (Path) -> Unit): Boolean {
            Files.createDirectories(parent)
            val folder =
                if ("posix" in FileSystems.getDefault().supportedFileAttributeViews()) {
                    val mine = PosixFilePermissions.fromString("rwx------")
                    Files.createTempDirectory(parent, "signbridge-", PosixFilePermissions.asFileAttribute(mine))
                } else {
                    Files.createTempDirectory(parent, "signbridge-")
                }
            val file = folder.resolve(platform.fileName)
            try {
                resource(name)?.use { Files.copy(it, file) }
                return attempt("this artifact", file, link)
            } finally {
                // What is mapped stays mapped, except on Windows, where a loaded file cannot be deleted before the end.
                runCatching {
                    Files.deleteIfExists(file)
                    Files.delete(folder)
                }.onFailure {
                    folder.toFile().deleteOnExit()
                    file.toFile().deleteOnExit()
                }
            }
        }

        private fun folders(): List<Path> =
            property("$PROPERTY.directory")?.let { listOf(Path.of(it)) }
                ?: listOfNotNull(
                    // A user without a home has "?" for one.
                    property("user.home")?.takeIf { it.length > 1 }?.let { Path.of(it, ".cache", "signbridge") },
                    property("java.io.tmpdir")?.let(Path::of),
                )

        private fun attempt(origin: String, file: Path, link: (Path) -> Unit): Boolean =
            try {
                link(file)
                log.debug("native library from {}: {}", origin, file)
                true
            } catch (failure: LinkageError) {
                tried += "$origin: $file: ${failure.message?.lineSequence()?.first()}"
                false
            }

        private fun describe(): String =
            buildString {
                append("cannot be loaded on ${platform.name}; tried ")
                append(tried.joinToString("; "))
                if (platform.isMusl) {
                    append("; this system's C library is musl (Alpine Linux), the packaged library needs glibc: build ")
                    append("one there with `cargo build -p signbridge-kotlin` and name it with -D$PROPERTY")
                } else {
                    append("; -D$PROPERTY=<file> names another")
                }
            }

        private companion object {
            const val PROPERTY = "dev.signbridge.native"
        }
    }

    /** What native libraries differ by. */
    data class Platform(val os: String, val arch: String, val isMusl: Boolean) {
        /** As the artifact's folders are called: `linux-x86_64`, `linux-x86_64-musl`. */
        val name: String get() = "$os-$arch" + if (isMusl) "-musl" else ""

        val fileName: String
            get() =
                when (os) {
                    "windows" -> "signbridge_kotlin.dll"
                    "macos" -> "libsignbridge_kotlin.dylib"
                    else -> "libsignbridge_kotlin.so"
                }

        companion object {
            val current: Platform by lazy {
                of(System.getProperty("os.name"), System.getProperty("os.arch"), usesMusl())
            }

            fun of(osName: String, osArch: String, isMusl: Boolean): Platform {
                val os = osName.lowercase()
                return Platform(
                    when {
                        os.startsWith("windows") -> "windows"
                        os.startsWith("mac") -> "macos"
                        else -> os.replace(' ', '-')
                    },
                    when (val arch = osArch.lowercase()) {
                        "amd64", "x86-64" -> "x86_64"
                        "arm64" -> "aarch64"
                        else -> arch
                    },
                    isMusl,
                )
            }

            /** The JVM itself is linked with the C library that counts. */
            private fun usesMusl(): Boolean =
                runCatching {
                    Files.lines(Path.of("/proc/self/maps")).use { lines -> lines.anyMatch { "ld-musl-" in it } }
                }.getOrDefault(false)
        }
    }
}
