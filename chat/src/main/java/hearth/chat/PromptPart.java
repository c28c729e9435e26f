package hearth.chat;

/**
 * A stretch of a prompt of one origin.
 *
 * @param text never empty
 * @param trusted written by the template itself; only there may a tokenizer see special tokens
 */
public record PromptPart(String text, boolean trusted) {}
