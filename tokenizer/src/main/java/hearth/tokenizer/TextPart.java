package hearth.tokenizer;

import java.util.Objects;

/**
 * A stretch of a prompt and where it came from.
 *
 * @param text the characters
 * @param trusted true for text of the chat template, where special tokens mean themselves; false for what a user, a tool or
 *     a document wrote, where they are only characters
 */
public record TextPart(String text, boolean trusted) {
    public TextPart {
        Objects.requireNonNull(text, "text");
    }
}
