package hearth.studio.mcp.client;

import java.util.List;
import java.util.Optional;

/**
 * The tools of a server.
 *
 * @param notes on those that are left out
 */
public record McpTools(List<McpTool> tools, List<String> notes) {
    /** Those of a server that has told none yet. */
    public static final McpTools NONE = new McpTools(List.of(), List.of());

    public McpTools {
        tools = List.copyOf(tools);
        notes = List.copyOf(notes);
    }

    /** The tool of this name. */
    public Optional<McpTool> find(String name) {
        return tools.stream().filter(tool -> tool.name().equals(name)).findFirst();
    }
}
