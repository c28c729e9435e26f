package hearth.server.call;

import java.util.Optional;

/**
 * Whether the model calls tools.
 *
 * @param name the one it must call; only with {@link Mode#REQUIRED}
 * @param parallel whether it may ask for several calls in one answer
 */
public record ToolChoice(Mode mode, Optional<String> name, boolean parallel) {
    /** The model decides. */
    public static final ToolChoice AUTO = new ToolChoice(Mode.AUTO, Optional.empty(), true);

    /** How far the model is free. */
    public enum Mode {
        AUTO,
        NONE,
        REQUIRED
    }

    public ToolChoice {
        if (name.isPresent() && mode != Mode.REQUIRED) {
            throw new IllegalArgumentException("only a required call has a name");
        }
    }
}
