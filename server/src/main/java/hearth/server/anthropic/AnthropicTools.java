package hearth.server.anthropic;

import hearth.server.call.ApiException;
import hearth.server.call.ToolChoice;
import hearth.server.wire.Fields;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The tools of a request.
 *
 * @param definitions as templates read them
 */
record AnthropicTools(List<Map<String, Object>> definitions, ToolChoice choice) {
    private static final int MAX_TOOLS = 512;

    static AnthropicTools read(Fields request, List<String> warnings) {
        ToolChoice choice = choice(request, warnings);
        List<Map<String, Object>> definitions = new ArrayList<>();
        for (Fields tool : request.objects("tools", MAX_TOOLS)) {
            definitions.add(definition(tool, warnings));
        }
        boolean required = choice.mode() == ToolChoice.Mode.REQUIRED;
        if (required && definitions.isEmpty()) {
            throw ApiException.invalid("tool_choice", "asks for a tool, but there are no tools");
        }
        choice.name().filter(name -> definitions.stream().noneMatch(tool -> name(tool).equals(name))).ifPresent(name -> {
            throw ApiException.invalid("tool_choice.name", "is '" + name + "', which is none of the tools");
        });
        return new AnthropicTools(definitions, choice);
    }

    private static Object name(Map<String, Object> definition) {
        return ((Map<?, ?>) definition.get("function")).get("name");
    }

    private static Map<String, Object> definition(Fields tool, List<String> warnings) {
        String type = tool.text("type").orElse("custom");
        if (!type.equals("custom")) {
            throw ApiException.unsupported(
                    tool.path("type"), "the tool " + type + " is run or described by Anthropic; define it with an input_schema");
        }
        Map<String, Object> function = new LinkedHashMap<>();
        function.put("name", tool.text("name").filter(name -> !name.isEmpty())
                .orElseThrow(() -> ApiException.invalid(tool.path("name"), "is required")));
        tool.text("description").ifPresent(text -> function.put("description", text));
        function.put("parameters", tool.object("input_schema").map(Fields::asMap)
                .orElseThrow(() -> ApiException.invalid(tool.path("input_schema"), "is required")));
        tool.flag("strict").ifPresent(strict -> function.put("strict", strict));
        tool.refuse("defer_loading", "all tools are shown to the model", false);
        tool.refuse("allowed_callers", "only the model calls tools", List.of("direct"));
        // Calls are streamed as they are, and prompts that begin alike are reused by themselves.
        tool.value("eager_input_streaming");
        tool.value("cache_control");
        tool.unread().forEach(field -> warnings.add(field + " has no effect"));
        Map<String, Object> definition = new LinkedHashMap<>();
        definition.put("type", "function");
        definition.put("function", function);
        return definition;
    }

    private static ToolChoice choice(Fields request, List<String> warnings) {
        Optional<Fields> given = request.object("tool_choice");
        if (given.isEmpty()) {
            return ToolChoice.AUTO;
        }
        Fields choice = given.get();
        String type = choice.requiredText("type");
        boolean parallel = !choice.flag("disable_parallel_tool_use").orElse(false);
        ToolChoice read = switch (type) {
            case "auto" -> new ToolChoice(ToolChoice.Mode.AUTO, Optional.empty(), parallel);
            case "any" -> new ToolChoice(ToolChoice.Mode.REQUIRED, Optional.empty(), parallel);
            case "tool" -> new ToolChoice(ToolChoice.Mode.REQUIRED, Optional.of(choice.requiredText("name")), parallel);
            case "none" -> new ToolChoice(ToolChoice.Mode.NONE, Optional.empty(), parallel);
            default -> throw ApiException.invalid("tool_choice.type", "is '" + type + "' but must be auto, any, tool or none");
        };
        choice.unread().forEach(field -> warnings.add(field + " has no effect"));
        return read;
    }
}
