package hearth.studio.mcp;

import hearth.studio.mcp.client.McpTarget;
import java.util.List;
import java.util.Optional;

/**
 * One server of the file.
 *
 * @param target empty if there is a problem
 * @param isDisabled whether the file switches it off
 * @param problem what is wrong with it: key and reason
 * @param unused keys that mean nothing here; they are kept
 */
public record McpEntry(String name, Optional<McpTarget> target, boolean isDisabled, Optional<String> problem, List<String> unused) {
    public McpEntry {
        unused = List.copyOf(unused);
    }
}
