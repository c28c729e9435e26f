package hearth.chat.value;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.List;

/** Python's arithmetic operators, on numbers and on strings, lists and tuples. */
public final class Arithmetic {
    private static final long MAX_POWER_BITS = 16_384;

    private Arithmetic() {}

    public static Value add(Value left, Value right, Budget budget) {
        if (left instanceof StringValue a && right instanceof StringValue b) {
            return concatenate(a, b, budget);
        }
        if (left instanceof ListValue a && right instanceof ListValue b) {
            return new ListValue(joined(a.items(), b.items(), budget));
        }
        if (left instanceof TupleValue a && right instanceof TupleValue b) {
            return TupleValue.of(joined(a.items(), b.items(), budget));
        }
        if (Numbers.isInteger(left) && Numbers.isInteger(right)) {
            return integer(Numbers.integer(left).add(Numbers.integer(right)), left, right);
        }
        if (Numbers.isNumber(left) && Numbers.isNumber(right)) {
            return real(Numbers.real(left) + Numbers.real(right), left, right);
        }
        if (left instanceof StringValue || left instanceof ListValue || left instanceof TupleValue) {
            requireDefined(left, right);
            String name = left.typeName();
            throw TemplateFault.runtime(
                    "can only concatenate " + name + " (not \"" + right.typeName() + "\") to " + name);
        }
        throw unsupported("+", left, right);
    }

    private static Value concatenate(StringValue left, StringValue right, Budget budget) {
        boolean markup = left.markup() || right.markup();
        MarkedTextBuilder out = new MarkedTextBuilder(budget);
        out.append(markup ? Escapes.html(left, budget) : left.marked());
        out.append(markup ? Escapes.html(right, budget) : right.marked());
        return new StringValue(out.build(), markup);
    }

    private static List<Value> joined(List<Value> left, List<Value> right, Budget budget) {
        budget.references((long) left.size() + right.size());
        List<Value> joined = new ArrayList<>(left.size() + right.size());
        joined.addAll(left);
        joined.addAll(right);
        return joined;
    }

    public static Value subtract(Value left, Value right) {
        if (Numbers.isInteger(left) && Numbers.isInteger(right)) {
            return integer(Numbers.integer(left).subtract(Numbers.integer(right)), left, right);
        }
        requireNumbers("-", left, right);
        return real(Numbers.real(left) - Numbers.real(right), left, right);
    }

    public static Value multiply(Value left, Value right, Budget budget) {
        if (Numbers.isInteger(left) && Numbers.isInteger(right)) {
            return integer(Numbers.integer(left).multiply(Numbers.integer(right)), left, right);
        }
        if (Numbers.isInteger(right) && isSequence(left)) {
            return repeat(left, Math.max(0, Numbers.clamped(right)), budget);
        }
        if (Numbers.isInteger(left) && isSequence(right)) {
            return repeat(right, Math.max(0, Numbers.clamped(left)), budget);
        }
        if (isSequence(left) || isSequence(right)) {
            requireDefined(left, right);
            Value factor = isSequence(left) ? right : left;
            throw TemplateFault.runtime("can't multiply sequence by non-int of type '" + factor.typeName() + "'");
        }
        requireNumbers("*", left, right);
        return real(Numbers.real(left) * Numbers.real(right), left, right);
    }

    private static boolean isSequence(Value value) {
        return value instanceof StringValue || value instanceof ListValue || value instanceof TupleValue;
    }

    private static Value repeat(Value value, int count, Budget budget) {
        if (value instanceof StringValue string) {
            budget.text((long) string.text().length() * count);
            MarkedTextBuilder out = new MarkedTextBuilder(budget);
            for (int i = 0; i < count && !string.marked().isEmpty(); i++) {
                out.append(string.marked());
            }
            return new StringValue(out.build(), string.markup());
        }
        List<Value> items = Sequences.items(value, budget);
        budget.references((long) items.size() * count);
        List<Value> repeated = new ArrayList<>();
        for (int i = 0; i < count && !items.isEmpty(); i++) {
            repeated.addAll(items);
        }
        return value instanceof ListValue ? new ListValue(repeated) : TupleValue.of(repeated);
    }

    /** {@code left / right}: always a float. */
    public static Value divide(Value left, Value right) {
        requireNumbers("/", left, right);
        requireDivisor(right);
        boolean integers = Numbers.isInteger(left) && Numbers.isInteger(right);
        if (integers && (Numbers.integer(left).bitLength() > 53 || Numbers.integer(right).bitLength() > 53)) {
            BigDecimal quotient = new BigDecimal(Numbers.integer(left))
                    .divide(new BigDecimal(Numbers.integer(right)), new MathContext(800));
            return real(quotient.doubleValue(), left, right);
        }
        return real(Numbers.real(left) / Numbers.real(right), left, right);
    }

    /** {@code left // right}: rounded down. */
    public static Value floorDivide(Value left, Value right) {
        requireNumbers("//", left, right);
        requireDivisor(right);
        if (Numbers.isInteger(left) && Numbers.isInteger(right)) {
            return integer(quotient(Numbers.integer(left), Numbers.integer(right)), left, right);
        }
        double a = Numbers.real(left);
        double b = Numbers.real(right);
        return real(Math.floor((a - floorRemainder(a, b)) / b + 0.0), left, right);
    }

    /** {@code left % right}: the sign follows the divisor; on a string it formats. */
    public static Value modulo(Value left, Value right, Budget budget) {
        if (left instanceof StringValue string) {
            return PercentFormat.format(string, right, budget);
        }
        requireNumbers("%", left, right);
        requireDivisor(right);
        if (Numbers.isInteger(left) && Numbers.isInteger(right)) {
            BigInteger a = Numbers.integer(left);
            BigInteger b = Numbers.integer(right);
            return integer(a.subtract(quotient(a, b).multiply(b)), left, right);
        }
        return real(floorRemainder(Numbers.real(left), Numbers.real(right)), left, right);
    }

    private static BigInteger quotient(BigInteger a, BigInteger b) {
        BigInteger[] parts = a.divideAndRemainder(b);
        boolean down = parts[1].signum() != 0 && parts[1].signum() != b.signum();
        return down ? parts[0].subtract(BigInteger.ONE) : parts[0];
    }

    private static double floorRemainder(double a, double b) {
        double remainder = a % b;
        return remainder != 0 && (remainder < 0) != (b < 0) ? remainder + b : remainder;
    }

    public static Value power(Value left, Value right) {
        requireNumbers("** or pow()", left, right);
        if (Numbers.isInteger(left) && Numbers.isInteger(right) && Numbers.integer(right).signum() >= 0) {
            BigInteger base = Numbers.integer(left);
            int exponent = Numbers.clamped(right);
            return integer(power(base, exponent), left, right);
        }
        double base = Numbers.real(left);
        double exponent = Numbers.real(right);
        if (base == 0 && exponent < 0) {
            throw TemplateFault.runtime("0.0 cannot be raised to a negative power");
        }
        double power = Math.pow(base, exponent);
        if (Double.isNaN(power) || (Double.isInfinite(power) && Double.isFinite(base))) {
            throw TemplateFault.runtime("Numerical result out of range");
        }
        return real(power, left, right);
    }

    private static BigInteger power(BigInteger base, int exponent) {
        boolean unit = base.abs().compareTo(BigInteger.ONE) <= 0;
        if (!unit && (long) base.bitLength() * exponent > 2 * MAX_POWER_BITS) {
            throw TemplateFault.limit("an integer grows over the limit of " + MAX_POWER_BITS + " bits");
        }
        // Powers of -1, 0 and 1 depend only on whether the exponent is 0, odd or even.
        return base.pow(unit && exponent > 1 ? 2 - (exponent & 1) : exponent);
    }

    public static Value negate(Value value) {
        if (value instanceof FloatValue number) {
            return new FloatValue(-number.number(), number.trusted());
        }
        if (!Numbers.isInteger(value)) {
            throw badOperand("-", value);
        }
        return integer(Numbers.integer(value).negate(), value, value);
    }

    /** Unary plus. */
    public static Value positive(Value value) {
        if (value instanceof FloatValue) {
            return value;
        }
        if (!Numbers.isInteger(value)) {
            throw badOperand("+", value);
        }
        return integer(Numbers.integer(value), value, value);
    }

    private static TemplateFault badOperand(String operator, Value value) {
        requireDefined(value, value);
        return TemplateFault.runtime("bad operand type for unary " + operator + ": '" + value.typeName() + "'");
    }

    private static Value integer(BigInteger number, Value left, Value right) {
        return new IntValue(number, Numbers.trusted(left) && Numbers.trusted(right));
    }

    private static Value real(double number, Value left, Value right) {
        return new FloatValue(number, Numbers.trusted(left) && Numbers.trusted(right));
    }

    private static void requireDivisor(Value value) {
        if (Numbers.real(value) == 0) {
            throw TemplateFault.runtime("division by zero");
        }
    }

    private static void requireNumbers(String operator, Value left, Value right) {
        if (!Numbers.isNumber(left) || !Numbers.isNumber(right)) {
            throw unsupported(operator, left, right);
        }
    }

    private static void requireDefined(Value left, Value right) {
        if (left instanceof UndefinedValue undefined) {
            throw undefined.fault();
        }
        if (right instanceof UndefinedValue undefined) {
            throw undefined.fault();
        }
    }

    private static TemplateFault unsupported(String operator, Value left, Value right) {
        requireDefined(left, right);
        return TemplateFault.runtime("unsupported operand type(s) for " + operator + ": '" + left.typeName() + "' and '"
                + right.typeName() + "'");
    }
}
