package hearth.chat.answer;

import hearth.json.Json;
import hearth.json.JsonException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The tools of a request: which names there are, and which parameters are plain text. */
final class ToolSchemas {
    private static final String TYPE = "type";

    private final Map<String, Map<?, ?>> properties = new HashMap<>();

    /** @param tools in the form {@code {"type": "function", "function": {"name": …, "parameters": …}}} */
    ToolSchemas(List<Map<String, Object>> tools) {
        for (Map<String, Object> tool : tools) {
            if (tool.get("function") instanceof Map<?, ?> function && function.get("name") instanceof String name) {
                boolean described = function.get("parameters") instanceof Map<?, ?> parameters
                        && parameters.get("properties") instanceof Map<?, ?>;
                properties.put(name, described ? (Map<?, ?>) ((Map<?, ?>) function.get("parameters")).get("properties") : Map.of());
            }
        }
    }

    boolean isEmpty() {
        return properties.isEmpty();
    }

    boolean contains(String name) {
        return properties.containsKey(name);
    }

    /** A parameter that was written as bare text: a string where the schema says so, else the JSON value it spells, if it does. */
    Object value(String tool, String parameter, String text) {
        if (properties.getOrDefault(tool, Map.of()).get(parameter) instanceof Map<?, ?> schema && "string".equals(schema.get(TYPE))) {
            return text;
        }
        try {
            return Json.parse(text.strip());
        } catch (JsonException e) {
            return switch (text.strip()) {
                case "True" -> true;
                case "False" -> false;
                case "None" -> null;
                default -> text;
            };
        }
    }
}
