package dev.signbridge.scenarios

import kotlinx.serialization.json.JsonArray
import kotlinx.serialization.json.JsonObject
import kotlinx.serialization.json.JsonPrimitive
import kotlinx.serialization.json.buildJsonObject
import kotlinx.serialization.json.jsonArray
import kotlinx.serialization.json.jsonObject
import kotlinx.serialization.json.jsonPrimitive
import kotlinx.serialization.json.put
import org.junit.jupiter.api.AfterAll
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.BeforeAll
import org.junit.jupiter.api.DynamicTest
import org.junit.jupiter.api.TestFactory
import org.junit.jupiter.api.TestInstance
import java.nio.file.Files

/**
 * Runs every behaviour in `tests/scenarios` against this package: with coroutines, with waiting threads and with futures. A
 * scenario has passed when it passed all three ways; the names go to `target/scenarios/kotlin.json`.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ScenariosTest {
    private lateinit var judge: Judge
    private lateinit var ear: Ear
    private val passed = LinkedHashSet<String>()

    @BeforeAll
    fun start() {
        judge = Judge()
        ear = Ear()
    }

    @AfterAll
    fun finish() {
        ear.close()
        judge.close()
        val folder = Files.createDirectories(Judge.target.resolve("scenarios"))
        Files.writeString(folder.resolve("kotlin.json"), JsonArray(passed.map(::JsonPrimitive)).toString())
    }

    @TestFactory
    fun `every scenario gives what it must`(): List<DynamicTest> {
        val names = judge.get("/scenarios").jsonArray.map { it.jsonPrimitive.content }
        assertTrue(names.isNotEmpty(), "there are no scenarios")
        return names.map { name ->
            DynamicTest.dynamicTest(name) {
                Style.entries.forEach { play(name, it) }
                passed += name
            }
        }
    }

    private fun play(name: String, style: Style) {
        val runtime = buildJsonObject { put("runtime", "kotlin") }
        val opening = judge.post("/scenarios/${Judge.encoded(name)}/start", runtime).jsonObject
        ear.lines()
        val outcome = Player(style, judge).play(opening)
        val report = JsonObject(outcome + ("logged" to JsonArray(ear.lines().map(::JsonPrimitive))))
        val session = opening.getValue("session").jsonPrimitive.content
        val verdict = judge.post("/sessions/$session/finish", report).jsonObject
        assertTrue(verdict.getValue("passed").jsonPrimitive.content.toBoolean()) {
            verdict.getValue("failures").jsonArray.joinToString("\n", prefix = "$style:\n") { it.jsonPrimitive.content }
        }
    }
}
