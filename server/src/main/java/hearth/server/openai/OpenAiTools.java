package hearth.server.openai;

import hearth.server.call.ApiException;
import hearth.server.call.ToolChoice;
import hearth.server.call.ToolChoice.Mode;
import hearth.server.wire.Fields;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Tools and whether they must be called.
 *
 * @param tools in the form of {@link hearth.server.call.ChatCall#tools}
 */
record OpenAiTools(List<Map<String, Object>> tools, ToolChoice choice) {
    private static final int MAX_TOOLS = 512;
    private static final int MAX_NAME = 256;

    /** Where a tool's name and parameters stand. */
    enum Form {
        /** In an object {@code function}: chat. */
        NESTED,
        /** Beside the type: responses. */
        FLAT
    }

    static OpenAiTools read(Fields request, Form form) {
        Map<String, Map<String, Object>> tools = new LinkedHashMap<>();
        for (Fields tool : request.objects("tools", MAX_TOOLS)) {
            Fields function = function(tool, form);
            String name = name(function);
            if (tools.putIfAbsent(name, definition(function, form)) != null) {
                throw ApiException.invalid(function.path("name"), "is '" + name + "', as that of another tool");
            }
        }
        boolean parallel = request.flag("parallel_tool_calls").orElse(true);
        return choose(request, form, tools, parallel);
    }

    private static Fields function(Fields tool, Form form) {
        requireFunction(tool);
        return form == Form.FLAT
                ? tool
                : tool.object("function").orElseThrow(() -> ApiException.invalid(tool.path("function"), "is required"));
    }

    private static void requireFunction(Fields item) {
        String type = item.requiredText("type");
        if (!type.equals("function")) {
            throw ApiException.unsupported(item.path("type"), type, "tools are functions that the client runs");
        }
    }

    private static String name(Fields function) {
        String name = function.requiredText("name");
        if (name.isEmpty() || name.length() > MAX_NAME) {
            throw ApiException.invalid(function.path("name"), "must have from 1 to " + MAX_NAME + " characters");
        }
        return name;
    }

    private static Map<String, Object> definition(Fields function, Form form) {
        function.object("parameters");
        function.flag("strict");
        function.text("description");
        Map<String, Object> members = function.asMap();
        if (form == Form.FLAT) {
            members.remove("type");
        }
        // Templates print the definition; a null in it would only confuse the model.
        members.values().removeIf(value -> value == null);
        Map<String, Object> definition = new LinkedHashMap<>();
        definition.put("type", "function");
        definition.put("function", members);
        return definition;
    }

    private static OpenAiTools choose(Fields request, Form form, Map<String, Map<String, Object>> tools, boolean parallel) {
        Object choice = request.value("tool_choice");
        if (choice == null || choice instanceof String) {
            Mode mode = mode(choice == null ? "auto" : (String) choice, "tool_choice");
            requireTools(mode, tools);
            return new OpenAiTools(List.copyOf(tools.values()), new ToolChoice(mode, Optional.empty(), parallel));
        }
        Fields fields = request.object("tool_choice").orElseThrow();
        if (fields.requiredText("type").equals("allowed_tools")) {
            return allowed(fields, form, tools, parallel);
        }
        String name = name(function(fields, form));
        requireKnown(name, tools);
        return new OpenAiTools(List.copyOf(tools.values()), new ToolChoice(Mode.REQUIRED, Optional.of(name), parallel));
    }

    /** Only some of the tools: the model is not told of the others. */
    private static OpenAiTools allowed(Fields choice, Form form, Map<String, Map<String, Object>> tools, boolean parallel) {
        Fields fields = form == Form.FLAT
                ? choice
                : choice.object("allowed_tools")
                        .orElseThrow(() -> ApiException.invalid(choice.path("allowed_tools"), "is required"));
        Mode mode = mode(fields.requiredText("mode"), fields.path("mode"));
        Set<String> names = new LinkedHashSet<>();
        for (Fields tool : fields.objects("tools", MAX_TOOLS)) {
            String name = name(function(tool, form));
            requireKnown(name, tools);
            names.add(name);
        }
        List<Map<String, Object>> left = new ArrayList<>();
        tools.forEach((name, tool) -> {
            if (names.contains(name)) {
                left.add(tool);
            }
        });
        return new OpenAiTools(left, new ToolChoice(mode, Optional.empty(), parallel));
    }

    private static Mode mode(String text, String field) {
        return switch (text) {
            case "none" -> Mode.NONE;
            case "auto" -> Mode.AUTO;
            case "required" -> Mode.REQUIRED;
            default -> throw ApiException.invalid(field, "is '" + text + "' but must be none, auto, required or name a function");
        };
    }

    private static void requireTools(Mode mode, Map<String, Map<String, Object>> tools) {
        if (mode == Mode.REQUIRED && tools.isEmpty()) {
            throw ApiException.invalid("tool_choice", "requires a call, but there are no tools");
        }
    }

    private static void requireKnown(String name, Map<String, Map<String, Object>> tools) {
        if (!tools.containsKey(name)) {
            throw ApiException.invalid("tool_choice", "names '" + name + "', which is not among the tools");
        }
    }
}
