package hearth.studio.mcp.client;

import hearth.json.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * What a tool gave, as text: untrusted.
 *
 * @param isError whether the tool says that it failed
 * @param isCut whether there was more
 */
public record McpResult(String text, boolean isError, boolean isCut) {
    /** The text of a result; what is no text is named. */
    static McpResult of(Map<String, Object> result, int maxChars) {
        List<String> parts = new ArrayList<>();
        if (result.get("content") instanceof List<?> content) {
            content.forEach(each -> parts.add(Messages.object(each).map(McpResult::part).orElse("[a part that is no object]")));
        }
        if (parts.isEmpty() && result.get("structuredContent") != null) {
            parts.add(Json.write(result.get("structuredContent")));
        }
        String text = String.join("\n", parts);
        boolean isCut = text.length() > maxChars;
        String kept = isCut ? text.substring(0, maxChars) + "\n[cut: " + maxChars + " of " + text.length() + " characters]" : text;
        return new McpResult(kept, Boolean.TRUE.equals(result.get("isError")), isCut);
    }

    private static String part(Map<String, Object> part) {
        String type = Messages.text(part, "type").orElse("");
        return switch (type) {
            case "text" -> Messages.text(part, "text").orElse("");
            case "image", "audio" -> "[" + type + " " + Messages.text(part, "mimeType").orElse("") + ": models here can't take it]";
            case "resource_link" -> "[link] " + Messages.text(part, "name").orElse("") + " " + Messages.text(part, "uri").orElse("");
            case "resource" -> Messages.object(part.get("resource")).map(McpResult::resource).orElse("");
            default -> "[a part of the kind '" + Messages.shortened(type) + "': models here can't take it]";
        };
    }

    private static String resource(Map<String, Object> resource) {
        String uri = Messages.text(resource, "uri").orElse("");
        return Messages.text(resource, "text").map(text -> "[" + uri + "]\n" + text).orElse("[" + uri + ": no text]");
    }
}
