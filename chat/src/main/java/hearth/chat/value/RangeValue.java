package hearth.chat.value;

import java.math.BigInteger;

/** Python's {@code range}: {@code size} integers from {@code start}, {@code step} apart. */
public record RangeValue(long start, long stop, long step, int size, boolean trusted) implements Value {
    /** Fails if the range holds more than {@link Budget#MAX_RANGE} numbers. */
    public static RangeValue of(long start, long stop, long step, boolean trusted) {
        if (step == 0) {
            throw TemplateFault.runtime("range() arg 3 must not be zero");
        }
        BigInteger span = BigInteger.valueOf(stop).subtract(BigInteger.valueOf(start));
        BigInteger stride = BigInteger.valueOf(step);
        BigInteger count = span.signum() != stride.signum()
                ? BigInteger.ZERO
                : span.subtract(BigInteger.valueOf(stride.signum())).divide(stride).add(BigInteger.ONE);
        if (count.compareTo(BigInteger.valueOf(Budget.MAX_RANGE)) > 0) {
            throw TemplateFault.limit("a range is larger than the limit of " + Budget.MAX_RANGE);
        }
        return new RangeValue(start, stop, step, count.intValueExact(), trusted);
    }

    public IntValue item(int index) {
        return new IntValue(BigInteger.valueOf(start + index * step), trusted);
    }

    @Override
    public String typeName() {
        return "range";
    }

    @Override
    public boolean truthy() {
        return size > 0;
    }
}
