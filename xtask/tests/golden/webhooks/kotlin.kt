// ---- Answers.kt
import kotlinx.serialization.Serializable
/** Something happened. */
@Serializable
public data class ThingEvent(
    /** What. */
    public val event: String,
    /** To which. */
    public val thing: String? = null,
)
