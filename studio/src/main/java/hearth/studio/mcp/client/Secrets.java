package hearth.studio.mcp.client;

import java.util.Comparator;
import java.util.List;

/** Texts that must not be shown, however they come into another text. */
public final class Secrets {
    /** Shorter ones are words like "true" and numbers of ports, which stand everywhere. */
    private static final int SHORTEST = 6;

    private static final String HIDDEN = "•••";

    private final List<String> texts;

    private Secrets(List<String> texts) {
        this.texts = texts;
    }

    /** What the configuration of a server holds. */
    public static Secrets of(McpTarget target) {
        // The longest first: one may be part of another.
        return new Secrets(target.secrets().filter(each -> each.length() >= SHORTEST).distinct()
                .sorted(Comparator.comparingInt(String::length).reversed()).toList());
    }

    /** The text with dots in their place. */
    public String hide(String text) {
        String shown = text;
        for (String secret : texts) {
            shown = shown.replace(secret, HIDDEN);
        }
        return withoutBeginning(shown);
    }

    /** A long line may have been cut in the middle of one. */
    private String withoutBeginning(String text) {
        String end = text.endsWith("…") ? "…" : "";
        String kept = text.substring(0, text.length() - end.length());
        for (String secret : texts) {
            for (int length = Math.min(secret.length() - 1, kept.length()); length >= SHORTEST; length--) {
                if (kept.endsWith(secret.substring(0, length))) {
                    return kept.substring(0, kept.length() - length) + HIDDEN + end;
                }
            }
        }
        return text;
    }
}
