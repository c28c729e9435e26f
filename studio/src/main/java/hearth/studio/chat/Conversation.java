package hearth.studio.chat;

import hearth.json.Json;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * A conversation as it is kept.
 *
 * @param revision how often it was kept
 * @param attached the library of its attached documents; empty if it has none
 * @param words what searches look at
 * @param document all of it, as JSON
 */
record Conversation(ChatSummary summary, long revision, String attached, String words, String document) {
    static final int MAX_BYTES = 16 << 20;
    static final String REVISION = "revision";
    private static final Pattern ID = Pattern.compile("[a-z0-9][a-z0-9-]{0,63}");

    static Conversation of(String id, Map<String, Object> chat) {
        return new Conversation(ChatSummary.of(id, chat), revision(chat), attached(chat), ChatSearch.words(chat), Json.write(chat));
    }

    static boolean isId(String text) {
        return ID.matcher(text).matches();
    }

    /** 0 for one that was never kept. */
    static long revision(Map<String, Object> chat) {
        return chat.get(REVISION) instanceof Long revision ? revision : 0;
    }

    private static String attached(Map<String, Object> chat) {
        return chat.get("documents") instanceof Map<?, ?> documents && documents.get("attached") instanceof String library ? library : "";
    }
}
