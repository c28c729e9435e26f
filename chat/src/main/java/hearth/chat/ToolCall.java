package hearth.chat;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A call of a tool that the assistant asked for.
 *
 * @param id empty if there is none
 * @param arguments plain JSON values by parameter name
 */
public record ToolCall(String id, String name, Map<String, Object> arguments) {
    /** The call as chat templates read it. */
    Map<String, Object> variables() {
        Map<String, Object> function = new LinkedHashMap<>();
        function.put("name", name);
        function.put("arguments", arguments);
        Map<String, Object> call = new LinkedHashMap<>();
        if (!id.isEmpty()) {
            call.put("id", id);
        }
        call.put("type", "function");
        call.put("function", function);
        return call;
    }
}
