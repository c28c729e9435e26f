package hearth.studio.mcp;

import hearth.studio.mcp.client.McpLimits;
import java.nio.file.Path;

/**
 * Where servers are named, and what they may cost.
 *
 * @param file {@code mcp.json}; need not be there
 * @param folder programs work in if they name none
 * @param version of Hearth, told to servers
 */
public record McpOptions(Path file, Path folder, String version, McpLimits limits) {
    /** The file of Hearth's folder in a user's home, and the usual limits. */
    public static McpOptions of(Path home, String version) {
        return new McpOptions(home.resolve(".hearth").resolve("mcp.json"), home, version, McpLimits.usual());
    }
}
