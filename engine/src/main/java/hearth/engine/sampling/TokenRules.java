package hearth.engine.sampling;

import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * Which tokens one request wants more, less or not at all, whatever the options.
 *
 * @param bias added to the logits of these ids before penalties and filters; negative infinity = never
 * @param constraint asked before each draw
 */
public record TokenRules(Map<Integer, Float> bias, Optional<ConstraintSource> constraint) {
    private static final TokenRules NONE = new TokenRules(Map.of(), Optional.empty());
    private static final int MAX_BIASES = 1 << 16;
    private static final float MAX_BIAS = 1e6f;

    /** @throws IllegalArgumentException if an id is negative or a bias is no usable number */
    public TokenRules {
        bias = Map.copyOf(bias);
        Objects.requireNonNull(constraint, "constraint");
        if (bias.size() > MAX_BIASES) {
            throw new IllegalArgumentException("logit bias has " + bias.size() + " entries but at most " + MAX_BIASES + " are allowed");
        }
        bias.forEach((id, value) -> {
            if (id < 0) {
                throw new IllegalArgumentException("logit bias names token " + id + " but ids are 0 or more");
            }
            // False for NaN too.
            if (!(Math.abs(value) <= MAX_BIAS) && value != Float.NEGATIVE_INFINITY) {
                throw new IllegalArgumentException(
                        "the logit bias of token " + id + " is " + value + " but must be -Infinity or from -1e6 to 1e6");
            }
        });
    }

    /** All tokens as the model wants them. */
    public static TokenRules none() {
        return NONE;
    }

    public TokenRules withBias(Map<Integer, Float> value) {
        return new TokenRules(value, constraint);
    }

    public TokenRules withConstraint(ConstraintSource value) {
        return new TokenRules(bias, Optional.of(value));
    }
}
