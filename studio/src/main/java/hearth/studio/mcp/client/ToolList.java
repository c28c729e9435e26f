package hearth.studio.mcp.client;

import hearth.json.Json;
import hearth.studio.mcp.client.McpException.Kind;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Reads the pages of a list of tools; what can't be used is left out and told. For one thread. */
final class ToolList {
    private static final int MAX_NAME = 256;
    private static final int MAX_NOTES = 50;

    private final McpLimits limits;
    private final boolean mirrors;
    private final List<McpTool> tools = new ArrayList<>();
    private final List<String> notes = new ArrayList<>();
    private final Set<String> names = new HashSet<>();

    /** @param mirrors whether arguments may have to be repeated in headers, by rules that make a tool wrong */
    ToolList(McpLimits limits, boolean mirrors) {
        this.limits = limits;
        this.mirrors = mirrors;
    }

    McpTools whole() {
        return new McpTools(tools, notes);
    }

    void add(Map<String, Object> page) {
        if (!(page.get("tools") instanceof List<?> list)) {
            throw new McpException(Kind.PROTOCOL, "the server's list of tools is none");
        }
        list.forEach(each -> add(each));
    }

    private void add(Object item) {
        Map<String, Object> tool = Messages.object(item).orElse(Map.of());
        String name = Messages.text(tool, "name").orElse("");
        if (name.isBlank() || name.length() > MAX_NAME) {
            note("a tool has no name, or one of more than " + MAX_NAME + " characters");
        } else if (tools.size() >= limits.tools()) {
            note("'" + name + "' is left out: only " + limits.tools() + " tools are taken");
        } else if (!names.add(name)) {
            note("'" + name + "' comes twice; the first one counts");
        } else {
            take(name, tool);
        }
    }

    private void take(String name, Map<String, Object> tool) {
        Object schema = tool.get("inputSchema");
        Map<String, Object> parameters = schema == null ? Map.of("type", "object") : Messages.object(schema).orElse(Map.of());
        String description = Messages.text(tool, "description").orElse("");
        if (parameters.isEmpty()) {
            note("'" + name + "' is left out: its arguments are described by no object");
        } else if (description.length() + Json.write(parameters).length() > limits.toolChars()) {
            note("'" + name + "' is left out: its description has more than " + limits.toolChars() + " characters");
        } else if (mirrors && MirroredArguments.problem(parameters).isPresent()) {
            note("'" + name + "' is left out: " + MirroredArguments.problem(parameters).get());
        } else {
            tools.add(new McpTool(name, Messages.text(tool, "title").filter(each -> !each.isBlank()).orElse(name), description, parameters));
        }
    }

    private void note(String text) {
        if (notes.size() < MAX_NOTES) {
            notes.add(text);
        }
    }
}
