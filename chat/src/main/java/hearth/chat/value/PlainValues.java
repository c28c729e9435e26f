package hearth.chat.value;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Turns plain data (maps, lists, strings, numbers, booleans, null) into values; every text of it is untrusted. */
public final class PlainValues {
    private static final int MAX_DEPTH = 190;

    private long length;

    /** A copy of {@code plain}; fails on any other Java type and on data nested too deep. */
    public Value convert(Object plain) {
        return convert(plain, 0);
    }

    /** Length of all text so far plus a share for each item, for the memory budget. */
    public long length() {
        return length;
    }

    private Value convert(Object plain, int depth) {
        length += 8;
        if (depth > MAX_DEPTH) {
            throw TemplateFault.limit("the variables nest deeper than the limit of " + MAX_DEPTH);
        }
        if (plain instanceof CharSequence text) {
            length += text.length();
            return StringValue.untrusted(text.toString());
        }
        if (plain == null) {
            return NoneValue.NONE;
        }
        if (plain instanceof Boolean flag) {
            return BoolValue.of(flag);
        }
        if (plain instanceof Number number) {
            return number(number);
        }
        if (plain instanceof Map<?, ?> map) {
            DictValue dict = new DictValue();
            for (Map.Entry<?, ?> entry : map.entrySet()) {
                String key = String.valueOf(entry.getKey());
                length += key.length();
                dict.put(StringValue.untrusted(key), convert(entry.getValue(), depth + 1));
            }
            return dict;
        }
        if (plain instanceof Iterable<?> items) {
            List<Value> list = new ArrayList<>();
            for (Object item : items) {
                list.add(convert(item, depth + 1));
            }
            return new ListValue(list);
        }
        throw TemplateFault.runtime("a variable holds a " + plain.getClass().getSimpleName() + ", which is not plain data");
    }

    private static Value number(Number number) {
        if (number instanceof Integer || number instanceof Long || number instanceof Short || number instanceof Byte) {
            return new IntValue(BigInteger.valueOf(number.longValue()), false);
        }
        if (number instanceof BigInteger integer) {
            return new IntValue(integer, false);
        }
        return new FloatValue(number.doubleValue(), false);
    }
}
