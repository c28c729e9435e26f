package hearth.studio.chat;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Finds words in a conversation, letter case aside. Pure. */
final class ChatSearch {
    private static final int AROUND = 60;
    /** Stands between texts and in none, so that nothing is found across two of them. Unicode gives neither code to a character. */
    private static final char BETWEEN = '\uFFFF';
    private static final char INSTEAD = '\uFFFE';

    private ChatSearch() {}

    /** All texts of a conversation, folded. Words are in it if and only if {@link #excerpt} finds them. */
    static String words(Map<String, Object> chat) {
        StringBuilder words = new StringBuilder();
        if (chat.get("title") instanceof String title) {
            fold(title, words);
        }
        if (chat.get("nodes") instanceof List<?> nodes) {
            for (Object node : nodes) {
                if (node instanceof Map<?, ?> message && message.get("content") instanceof String text) {
                    fold(text, words.append(BETWEEN));
                }
            }
        }
        return words.toString();
    }

    /** Makes both cases of each letter one, as {@link String#equalsIgnoreCase} does; every place in the text stays where it is. */
    static String fold(String text) {
        StringBuilder folded = new StringBuilder(text.length());
        fold(text, folded);
        return folded.toString();
    }

    private static void fold(String text, StringBuilder folded) {
        int i = 0;
        while (i < text.length()) {
            int from = text.codePointAt(i);
            int to = from == BETWEEN ? INSTEAD : Character.toLowerCase(Character.toUpperCase(from));
            int length = Character.charCount(from);
            folded.appendCodePoint(Character.charCount(to) == length ? to : from);
            i += length;
        }
    }

    /**
     * The place where all words, as one text, are found first: the title, else a message; empty if nowhere.
     *
     * @param words folded
     */
    static Optional<String> excerpt(Map<String, Object> chat, String words) {
        if (chat.get("title") instanceof String title && fold(title).contains(words)) {
            return Optional.of(title);
        }
        if (chat.get("nodes") instanceof List<?> nodes) {
            for (Object node : nodes) {
                if (node instanceof Map<?, ?> message && message.get("content") instanceof String text) {
                    int at = fold(text).indexOf(words);
                    if (at >= 0) {
                        return Optional.of(around(text, at, words.length()));
                    }
                }
            }
        }
        return Optional.empty();
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
