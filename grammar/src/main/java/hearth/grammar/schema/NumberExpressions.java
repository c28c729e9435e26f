package hearth.grammar.schema;

import hearth.grammar.CodePoints;
import hearth.grammar.Expression;
import hearth.grammar.GrammarTooComplexException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.List;

/**
 * The decimal texts of the numbers in a range. Ranges without bounds have up to 16 digits before and after the point; fractions
 * in bounded ranges stop where a double could be rounded across the bound.
 */
final class NumberExpressions {
    private static final int DIGITS = 16;
    private static final int EXACT_DIGITS = 15; // decimals this long differ as doubles too
    private static final int MAX_DIGITS = 100;
    private static final Expression MINUS = Expression.literal("-");
    private static final Expression DIGIT = digits('0', '9');

    private NumberExpressions() {}

    /** Whole numbers in the range. */
    static Expression integers(NumberRange range) {
        if (range.isAll()) {
            return Expression.sequence(Expression.optional(MINUS), natural(BigInteger.ZERO, null));
        }
        BigInteger low = range.low().map(bound -> rounded(bound, range.lowExcluded(), RoundingMode.CEILING)).orElse(null);
        BigInteger high = range.high().map(bound -> rounded(bound, range.highExcluded(), RoundingMode.FLOOR)).orElse(null);
        List<Expression> options = new ArrayList<>();
        if (high == null || high.signum() >= 0) {
            options.add(natural(low == null ? BigInteger.ZERO : low.max(BigInteger.ZERO), high));
        }
        if (low == null || low.signum() < 0) {
            BigInteger nearest = high == null ? BigInteger.ONE : high.negate().max(BigInteger.ONE);
            options.add(Expression.sequence(MINUS, natural(nearest, low == null ? null : low.negate())));
        }
        return new Expression.Choice(options);
    }

    /** All numbers in the range. */
    static Expression numbers(NumberRange range) {
        if (range.isAll()) {
            Expression fraction = Expression.sequence(Expression.literal("."), new Expression.Repeat(DIGIT, 1, DIGITS));
            Expression exponent = Expression.sequence(
                    Expression.anyOf("eE"), Expression.optional(Expression.anyOf("+-")), new Expression.Repeat(DIGIT, 1, 2));
            return Expression.sequence(integers(range), Expression.optional(fraction), Expression.optional(exponent));
        }
        if (range.isEmpty()) {
            return Expression.NOTHING;
        }
        List<Expression> options = new ArrayList<>();
        BigDecimal low = range.low().orElse(null);
        BigDecimal high = range.high().orElse(null);
        if (high == null || high.signum() >= 0) {
            boolean cut = low != null && low.signum() >= 0;
            options.add(new DecimalRange(cut ? low : BigDecimal.ZERO, cut && range.lowExcluded(), high, range.highExcluded())
                    .expression());
        }
        if (low == null || low.signum() < 0) {
            boolean cut = high != null && high.signum() < 0;
            options.add(Expression.sequence(
                    MINUS,
                    new DecimalRange(
                                    cut ? high.negate() : BigDecimal.ZERO,
                                    !cut || range.highExcluded(),
                                    low == null ? null : low.negate(),
                                    range.lowExcluded())
                            .expression()));
        }
        return new Expression.Choice(options);
    }

    /** Whole numbers from low, which is not negative, to high; null for as many digits as fit. */
    static Expression natural(BigInteger low, BigInteger high) {
        BigInteger end = high;
        if (end == null) {
            end = BigInteger.TEN.pow(Math.max(DIGITS, low.toString().length() + 1)).subtract(BigInteger.ONE);
        }
        if (low.compareTo(end) > 0) {
            return Expression.NOTHING;
        }
        String first = low.toString();
        String last = end.toString();
        if (last.length() > MAX_DIGITS) {
            throw new GrammarTooComplexException("a number bound has " + last.length() + " digits, more than " + MAX_DIGITS);
        }
        int fullFrom = first.length() + (first.equals("1" + "0".repeat(first.length() - 1)) ? 0 : 1); // lengths with all numbers
        int fullTo = last.length() - (last.equals("9".repeat(last.length())) ? 0 : 1);
        if (first.length() == last.length() && fullFrom > fullTo) {
            return sameLength(first, last, 0, true, true);
        }
        List<Expression> options = new ArrayList<>();
        if (fullFrom > first.length()) {
            options.add(sameLength(first, "", 0, true, false));
        }
        if (fullFrom <= fullTo) {
            options.add(Expression.sequence(digits('1', '9'), new Expression.Repeat(DIGIT, fullFrom - 1, fullTo - 1)));
        }
        if (fullTo < last.length()) {
            options.add(upTo(last));
        }
        return new Expression.Choice(options);
    }

    /** Numbers as long as the bound and not above it. */
    private static Expression upTo(String high) {
        List<Expression> options = new ArrayList<>();
        char digit = high.charAt(0);
        options.add(Expression.sequence(digits(digit, digit), sameLength(high, high, 1, false, true)));
        if (digit > '1') {
            options.add(Expression.sequence(digits('1', digit - 1), new Expression.Repeat(DIGIT, high.length() - 1, high.length() - 1)));
        }
        return new Expression.Choice(options);
    }

    /** Digits from a place on, not below or above those of the bounds where those still bind. */
    private static Expression sameLength(String low, String high, int at, boolean lowBinds, boolean highBinds) {
        int rest = low.length() - at;
        if (rest == 0) {
            return Expression.EMPTY;
        }
        if (!lowBinds && !highBinds) {
            return new Expression.Repeat(DIGIT, rest, rest);
        }
        char from = lowBinds ? low.charAt(at) : '0';
        char to = highBinds ? high.charAt(at) : '9';
        if (from == to) {
            return Expression.sequence(digits(from, to), sameLength(low, high, at + 1, lowBinds, highBinds));
        }
        List<Expression> options = new ArrayList<>();
        if (lowBinds) {
            options.add(Expression.sequence(digits(from, from), sameLength(low, high, at + 1, true, false)));
            from++;
        }
        if (highBinds) {
            options.add(Expression.sequence(digits(to, to), sameLength(low, high, at + 1, false, true)));
            to--;
        }
        if (from <= to) {
            options.add(Expression.sequence(digits(from, to), new Expression.Repeat(DIGIT, rest - 1, rest - 1)));
        }
        return new Expression.Choice(options);
    }

    static Expression digits(int from, int to) {
        return new Expression.Characters(CodePoints.range(from, to));
    }

    private static BigInteger rounded(BigDecimal bound, boolean excluded, RoundingMode inward) {
        if (bound.precision() - bound.scale() > MAX_DIGITS) {
            throw new GrammarTooComplexException("the number bound " + bound + " has more than " + MAX_DIGITS + " digits");
        }
        BigInteger whole = bound.setScale(0, inward).toBigInteger();
        boolean onBound = excluded && new BigDecimal(whole).compareTo(bound) == 0;
        return onBound ? whole.add(BigInteger.valueOf(inward == RoundingMode.CEILING ? 1 : -1)) : whole;
    }

    /** Decimals from low, which is not negative, to high or without end. */
    private record DecimalRange(BigDecimal low, boolean lowExcluded, BigDecimal high, boolean highExcluded) {
        Expression expression() {
            if (low.precision() - low.scale() > MAX_DIGITS || low.scale() > MAX_DIGITS
                    || high != null && (high.precision() - high.scale() > MAX_DIGITS || high.scale() > MAX_DIGITS)) {
                throw new GrammarTooComplexException("a number bound has more than " + MAX_DIGITS + " digits");
            }
            BigInteger first = low.toBigInteger();
            BigInteger last = high == null ? null : high.toBigInteger();
            if (first.equals(last)) {
                return Expression.sequence(Expression.literal(first.toString()), fraction(true, true));
            }
            List<Expression> options = new ArrayList<>();
            options.add(Expression.sequence(Expression.literal(first.toString()), fraction(true, false)));
            if (last == null || last.subtract(first).compareTo(BigInteger.ONE) > 0) {
                BigInteger end = last == null ? null : last.subtract(BigInteger.ONE);
                options.add(Expression.sequence(natural(first.add(BigInteger.ONE), end), fraction(false, false)));
            }
            if (last != null) {
                options.add(Expression.sequence(Expression.literal(last.toString()), fraction(false, true)));
            }
            return new Expression.Choice(options);
        }

        /** Nothing, or a point and digits, where the whole part equals that of the bounds that bind. */
        private Expression fraction(boolean lowBinds, boolean highBinds) {
            String from = fractionDigits(low);
            String to = high == null ? "" : fractionDigits(high);
            int whole = Math.max(low.toBigInteger().toString().length(), high == null ? 1 : high.toBigInteger().toString().length());
            int most = Math.max(Math.max(from.length(), to.length()), Math.max(1, EXACT_DIGITS - whole));
            List<Expression> options = new ArrayList<>();
            if (mayEnd(from, to, 0, lowBinds, highBinds)) {
                options.add(Expression.EMPTY);
            }
            options.add(Expression.sequence(Expression.literal("."), next(from, to, 0, most, lowBinds, highBinds)));
            return new Expression.Choice(options);
        }

        private Expression tail(String from, String to, int at, int most, boolean lowBinds, boolean highBinds) {
            if (!lowBinds && !highBinds) {
                return new Expression.Repeat(DIGIT, 0, most - at);
            }
            List<Expression> options = new ArrayList<>();
            if (mayEnd(from, to, at, lowBinds, highBinds)) {
                options.add(Expression.EMPTY);
            }
            if (at < most) {
                options.add(next(from, to, at, most, lowBinds, highBinds));
            }
            return new Expression.Choice(options);
        }

        /** At least one more digit. */
        private Expression next(String from, String to, int at, int most, boolean lowBinds, boolean highBinds) {
            char lowest = lowBinds ? digit(from, at) : '0';
            char highest = highBinds ? digit(to, at) : '9';
            if (lowest > highest) {
                return Expression.NOTHING;
            }
            if (lowBinds && highBinds && lowest == highest) {
                return Expression.sequence(digits(lowest, lowest), tail(from, to, at + 1, most, true, true));
            }
            List<Expression> options = new ArrayList<>();
            if (lowBinds) {
                options.add(Expression.sequence(digits(lowest, lowest), tail(from, to, at + 1, most, true, false)));
                lowest++;
            }
            if (highBinds) {
                options.add(Expression.sequence(digits(highest, highest), tail(from, to, at + 1, most, false, true)));
                highest--;
            }
            if (lowest <= highest) {
                options.add(Expression.sequence(digits(lowest, highest), tail(from, to, at + 1, most, false, false)));
            }
            return new Expression.Choice(options);
        }

        /** Whether a text that ends here is inside: its missing digits are zeros. */
        private boolean mayEnd(String from, String to, int at, boolean lowBinds, boolean highBinds) {
            boolean onLow = from.length() <= at; // what is left of the bound is zeros too
            boolean onHigh = to.length() <= at;
            return (!lowBinds || onLow && !lowExcluded) && (!highBinds || !onHigh || !highExcluded);
        }

        private static char digit(String digits, int at) {
            return at < digits.length() ? digits.charAt(at) : '0';
        }

        /** The digits after the point, without zeros at the end. */
        private static String fractionDigits(BigDecimal value) {
            String plain = value.subtract(new BigDecimal(value.toBigInteger())).stripTrailingZeros().toPlainString();
            int point = plain.indexOf('.');
            return point < 0 ? "" : plain.substring(point + 1);
        }
    }
}
