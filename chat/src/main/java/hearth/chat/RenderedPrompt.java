package hearth.chat;

import java.util.List;

/** A prompt in parts that alternate between template text (trusted) and text from messages, tools and variables. */
public record RenderedPrompt(List<PromptPart> parts) {
    public RenderedPrompt {
        parts = List.copyOf(parts);
    }

    /** The whole text. */
    public String text() {
        StringBuilder text = new StringBuilder();
        for (PromptPart part : parts) {
            text.append(part.text());
        }
        return text.toString();
    }
}
