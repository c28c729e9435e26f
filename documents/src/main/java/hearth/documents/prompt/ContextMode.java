package hearth.documents.prompt;

/** How documents come into a prompt. */
public enum ContextMode {
    /** Whole if that fits, else passages. */
    AUTO,
    /** All of their text; an error if it does not fit. */
    WHOLE,
    /** What a search finds. */
    PASSAGES
}
