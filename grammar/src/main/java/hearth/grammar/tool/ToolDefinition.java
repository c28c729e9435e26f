package hearth.grammar.tool;

import java.util.Objects;

/**
 * A tool that may be called.
 *
 * @param name as the model writes it; it must not be empty
 * @param parameters the JSON schema of its arguments, which must be an object
 */
public record ToolDefinition(String name, Object parameters) {
    public ToolDefinition {
        if (Objects.requireNonNull(name, "name").isEmpty()) {
            throw new IllegalArgumentException("a tool has no name");
        }
        Objects.requireNonNull(parameters, "parameters");
    }
}
