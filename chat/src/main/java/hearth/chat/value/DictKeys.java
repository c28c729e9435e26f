package hearth.chat.value;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;

/** The plain key a value has in a dict or set: equal exactly where Python's values are equal and hash alike. */
public final class DictKeys {
    private static final long MAX_TUPLE_WEIGHT = 1_000;

    private DictKeys() {}

    /** Fails for a list, a dict and whatever else Python can't hash. */
    public static Object of(Value value) {
        if (value instanceof StringValue string) {
            return string.text();
        }
        if (value instanceof IntValue integer) {
            return integer.number();
        }
        if (value instanceof BoolValue bool) {
            return bool.truthy() ? BigInteger.ONE : BigInteger.ZERO;
        }
        if (value instanceof FloatValue real) {
            double number = real.number();
            boolean whole = number == Math.rint(number) && !Double.isInfinite(number);
            return whole ? new BigDecimal(number).toBigInteger() : (Object) number;
        }
        if (value instanceof TupleValue tuple) {
            if (tuple.weight() > MAX_TUPLE_WEIGHT) {
                throw TemplateFault.limit("a tuple used as key is larger than the limit of " + MAX_TUPLE_WEIGHT);
            }
            List<Object> keys = new ArrayList<>();
            for (Value item : tuple.items()) {
                keys.add(of(item));
            }
            return keys;
        }
        if (value instanceof ListValue || value instanceof DictValue) {
            throw TemplateFault.runtime("unhashable type: '" + value.typeName() + "'");
        }
        return value;
    }
}
