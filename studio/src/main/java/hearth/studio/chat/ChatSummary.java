package hearth.studio.chat;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A conversation in a list.
 *
 * @param folder empty for none
 * @param updated ISO-8601, UTC
 */
record ChatSummary(String id, String title, String folder, String model, String updated, int messageCount) {
    static ChatSummary of(String id, Map<String, Object> chat) {
        return new ChatSummary(
                id,
                text(chat, "title"),
                text(chat, "folder"),
                text(chat, "model"),
                text(chat, "updated"),
                chat.get("nodes") instanceof List<?> nodes ? nodes.size() : 0);
    }

    private static String text(Map<String, Object> chat, String field) {
        return chat.get(field) instanceof String text ? text : "";
    }

    Map<String, Object> json() {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("id", id);
        json.put("title", title);
        json.put("folder", folder);
        json.put("model", model);
        json.put("updated", updated);
        json.put("message_count", messageCount);
        return json;
    }
}
