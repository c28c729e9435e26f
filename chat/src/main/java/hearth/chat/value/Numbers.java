package hearth.chat.value;

import java.math.BigDecimal;
import java.math.BigInteger;

/** Reads numbers out of values; a bool counts as 0 or 1, as in Python. */
public final class Numbers {
    private Numbers() {}

    public static boolean isNumber(Value value) {
        return value instanceof IntValue || value instanceof FloatValue || value instanceof BoolValue;
    }

    /** An int or a bool. */
    public static boolean isInteger(Value value) {
        return value instanceof IntValue || value instanceof BoolValue;
    }

    /** The integer of an int or bool; anything else is Python's type error. */
    public static BigInteger integer(Value value) {
        if (value instanceof IntValue number) {
            return number.number();
        }
        if (value instanceof BoolValue bool) {
            return bool.truthy() ? BigInteger.ONE : BigInteger.ZERO;
        }
        if (value instanceof UndefinedValue undefined) {
            throw undefined.fault();
        }
        throw TemplateFault.runtime("'" + value.typeName() + "' object cannot be interpreted as an integer");
    }

    /** The integer held to the range of a Java int, for indexes, widths and counts. */
    public static int clamped(Value value) {
        BigInteger number = integer(value);
        if (number.bitLength() < Integer.SIZE) {
            return number.intValue();
        }
        return number.signum() < 0 ? Integer.MIN_VALUE : Integer.MAX_VALUE;
    }

    /** Any number as a float; the caller checked {@link #isNumber}. */
    public static double real(Value value) {
        return value instanceof FloatValue number ? number.number() : integer(value).doubleValue();
    }

    public static boolean trusted(Value value) {
        if (value instanceof IntValue number) {
            return number.trusted();
        }
        return !(value instanceof FloatValue number) || number.trusted();
    }

    /** Order of two numbers, exact between int and float; 2 if one is not a number. */
    static int compare(Value left, Value right) {
        if (isInteger(left) && isInteger(right)) {
            return integer(left).compareTo(integer(right));
        }
        double a = real(left);
        double b = real(right);
        if (Double.isNaN(a) || Double.isNaN(b)) {
            return 2;
        }
        boolean bothReal = left instanceof FloatValue && right instanceof FloatValue;
        if (bothReal || Double.isInfinite(a) || Double.isInfinite(b)) {
            return a == b ? 0 : a < b ? -1 : 1;
        }
        return exact(left).compareTo(exact(right));
    }

    private static BigDecimal exact(Value value) {
        return value instanceof FloatValue number ? new BigDecimal(number.number()) : new BigDecimal(integer(value));
    }
}
