package hearth.studio;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Finds words in a conversation, letter case aside. Pure. */
final class ChatSearch {
    private static final int AROUND = 60;

    private ChatSearch() {}

    /** The place where all words, as one text, are found first: the title, else a message; empty if nowhere. */
    static Optional<String> excerpt(Map<String, Object> chat, String words) {
        if (chat.get("title") instanceof String title && find(title, words) >= 0) {
            return Optional.of(title);
        }
        if (chat.get("nodes") instanceof List<?> nodes) {
            for (Object node : nodes) {
                if (node instanceof Map<?, ?> message && message.get("content") instanceof String text) {
                    int at = find(text, words);
                    if (at >= 0) {
                        return Optional.of(around(text, at, words.length()));
                    }
                }
            }
        }
        return Optional.empty();
    }

    private static int find(String text, String words) {
        int last = text.length() - words.length();
        String lower = words.toLowerCase(Locale.ROOT);
        String upper = words.toUpperCase(Locale.ROOT);
        for (int i = 0; i <= last; i++) {
            char c = text.charAt(i);
            if ((c == lower.charAt(0) || c == upper.charAt(0)) && text.regionMatches(true, i, words, 0, words.length())) {
                return i;
            }
        }
        return -1;
    }

    private static String around(String text, int at, int length) {
        int from = Math.max(0, at - AROUND);
        int to = Math.min(text.length(), at + length + AROUND);
        // No half of a character at the ends.
        from += from > 0 && Character.isLowSurrogate(text.charAt(from)) ? 1 : 0;
        to -= to < text.length() && Character.isHighSurrogate(text.charAt(to - 1)) ? 1 : 0;
        return (from > 0 ? "…" : "") + text.substring(from, to).strip().replaceAll("\\s+", " ") + (to < text.length() ? "…" : "");
    }
}
