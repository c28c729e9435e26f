package hearth.server.call;

import java.util.Optional;
import java.util.OptionalInt;

/**
 * Whether the model reasons before it answers.
 *
 * @param level {@code low}, {@code medium}, {@code high}, {@code max}, for models that know levels
 * @param budgetTokens end the reasoning after so many tokens
 * @param required whether a model that can't think is an error; otherwise the wish is passed over
 */
public record Thinking(Mode mode, Optional<String> level, OptionalInt budgetTokens, boolean required) {
    /** As the model does by itself. */
    public static final Thinking MODEL_DEFAULT = new Thinking(Mode.MODEL_DEFAULT, Optional.empty(), OptionalInt.empty(), false);
    /** No reasoning. */
    public static final Thinking OFF = new Thinking(Mode.OFF, Optional.empty(), OptionalInt.empty(), false);
    /** Reasoning, at the model's own level; a model that can't is an error. */
    public static final Thinking ON = new Thinking(Mode.ON, Optional.empty(), OptionalInt.empty(), true);

    /** What was asked. */
    public enum Mode {
        MODEL_DEFAULT,
        OFF,
        ON
    }

    public Thinking withLevel(String value) {
        return new Thinking(mode, Optional.of(value), budgetTokens, required);
    }

    public Thinking withBudgetTokens(int value) {
        return new Thinking(mode, level, OptionalInt.of(value), required);
    }

    public Thinking relaxed() {
        return new Thinking(mode, level, budgetTokens, false);
    }
}
