package hearth.grammar.schema;

import java.math.BigDecimal;
import java.util.Optional;

/**
 * Numbers between two bounds, of which either may be missing.
 *
 * @param low the lower bound
 * @param lowExcluded whether the lower bound itself is outside
 * @param high the upper bound
 * @param highExcluded whether the upper bound itself is outside
 */
record NumberRange(Optional<BigDecimal> low, boolean lowExcluded, Optional<BigDecimal> high, boolean highExcluded) {
    static final NumberRange ALL = new NumberRange(Optional.empty(), false, Optional.empty(), false);

    boolean isAll() {
        return low.isEmpty() && high.isEmpty();
    }

    NumberRange atLeast(BigDecimal bound, boolean excluded) {
        int order = low.map(bound::compareTo).orElse(1);
        if (order < 0) {
            return this;
        }
        return new NumberRange(Optional.of(bound), excluded || order == 0 && lowExcluded, high, highExcluded);
    }

    NumberRange atMost(BigDecimal bound, boolean excluded) {
        int order = high.map(bound::compareTo).orElse(-1);
        if (order > 0) {
            return this;
        }
        return new NumberRange(low, lowExcluded, Optional.of(bound), excluded || order == 0 && highExcluded);
    }

    NumberRange and(NumberRange other) {
        NumberRange result = this;
        if (other.low.isPresent()) {
            result = result.atLeast(other.low.get(), other.lowExcluded);
        }
        if (other.high.isPresent()) {
            result = result.atMost(other.high.get(), other.highExcluded);
        }
        return result;
    }

    boolean isEmpty() {
        if (low.isEmpty() || high.isEmpty()) {
            return false;
        }
        int order = low.get().compareTo(high.get());
        return order > 0 || order == 0 && (lowExcluded || highExcluded);
    }

    boolean contains(BigDecimal value) {
        return !and(new NumberRange(Optional.of(value), false, Optional.of(value), false)).isEmpty();
    }
}
