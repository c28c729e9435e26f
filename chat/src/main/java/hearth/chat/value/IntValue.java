package hearth.chat.value;

import java.math.BigInteger;

/** Python's {@code int}; it has no size but a bound of 16,384 bits. {@code trusted}: no digit of it came from data. */
public record IntValue(BigInteger number, boolean trusted) implements Value {
    private static final int MAX_BITS = 16_384;

    public IntValue {
        if (number.bitLength() > MAX_BITS) {
            throw TemplateFault.limit("an integer grows over the limit of " + MAX_BITS + " bits");
        }
    }

    /** A number the interpreter counted itself. */
    public static IntValue of(long number) {
        return new IntValue(BigInteger.valueOf(number), true);
    }

    @Override
    public String typeName() {
        return "int";
    }

    @Override
    public boolean truthy() {
        return number.signum() != 0;
    }
}
