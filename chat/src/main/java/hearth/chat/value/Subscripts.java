package hearth.chat.value;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;

/** Python's {@code value[key]} and {@code value[start:stop:step]}. */
public final class Subscripts {
    private Subscripts() {}

    /** The item, or null where Python would raise a lookup or type error. */
    public static Value find(Value container, Value key) {
        if (container instanceof DictValue dict) {
            boolean unhashable = key instanceof ListValue || key instanceof DictValue;
            return unhashable ? null : dict.find(key);
        }
        if (!Numbers.isInteger(key)) {
            return null;
        }
        int length = container instanceof ViewValue ? -1 : Sequences.length(container);
        BigInteger number = Numbers.integer(key);
        if (length <= 0 || number.bitLength() >= Integer.SIZE) {
            return null;
        }
        int index = number.intValue() < 0 ? number.intValue() + length : number.intValue();
        if (index < 0 || index >= length) {
            return null;
        }
        if (container instanceof StringValue string) {
            return character(string, index);
        }
        if (container instanceof ListValue list) {
            return list.items().get(index);
        }
        if (container instanceof TupleValue tuple) {
            return tuple.items().get(index);
        }
        return container instanceof RangeValue range ? range.item(index) : null;
    }

    private static Value character(StringValue string, int index) {
        MarkedText marked = string.marked();
        return new StringValue(marked.slice(marked.offsetOf(index), marked.offsetOf(index + 1)), string.markup());
    }

    /** A part of a string, list, tuple or range; None stands for a bound left out. */
    public static Value slice(Value container, Value start, Value stop, Value step, Budget budget) {
        if (container instanceof UndefinedValue undefined) {
            throw undefined.fault();
        }
        int length = Sequences.length(container);
        if (container instanceof DictValue) {
            throw TemplateFault.runtime("unhashable type: 'slice'");
        }
        if (length < 0 || container instanceof ViewValue) {
            throw TemplateFault.runtime("'" + container.typeName() + "' object is not subscriptable");
        }
        int stride = step == NoneValue.NONE ? 1 : bound(step);
        if (stride == 0) {
            throw TemplateFault.runtime("slice step cannot be zero");
        }
        int lowest = stride > 0 ? 0 : -1;
        int highest = stride > 0 ? length : length - 1;
        int from = start == NoneValue.NONE ? (stride > 0 ? lowest : highest) : held(bound(start), length, lowest, highest);
        int to = stop == NoneValue.NONE ? (stride > 0 ? highest : lowest) : held(bound(stop), length, lowest, highest);
        long span = stride > 0 ? (long) to - from : (long) from - to;
        long stepSize = Math.abs((long) stride);
        int count = span <= 0 ? 0 : (int) ((span + stepSize - 1) / stepSize);
        return part(container, from, stride, count, budget);
    }

    private static Value part(Value container, int from, int stride, int count, Budget budget) {
        if (container instanceof StringValue string) {
            return new StringValue(text(string.marked(), from, stride, count, budget), string.markup());
        }
        if (container instanceof RangeValue range) {
            long start = range.start() + from * range.step();
            long step = range.step() * stride;
            return new RangeValue(start, start + count * step, step, count, range.trusted());
        }
        boolean list = container instanceof ListValue;
        List<Value> items = list ? ((ListValue) container).items() : ((TupleValue) container).items();
        budget.references(count);
        List<Value> part = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            part.add(items.get(from + i * stride));
        }
        return list ? new ListValue(part) : TupleValue.of(part);
    }

    private static MarkedText text(MarkedText marked, int from, int stride, int count, Budget budget) {
        if (stride == 1) {
            budget.text(count);
            budget.scan(marked.length());
            return marked.slice(marked.offsetOf(from), marked.offsetOf(from + count));
        }
        String text = marked.text();
        MarkedTextBuilder out = new MarkedTextBuilder(budget);
        if (count > 0) {
            int at = marked.offsetOf(from);
            for (int i = 0; i < count; i++) {
                out.append(marked, at, at + Character.charCount(text.codePointAt(at)));
                at = i + 1 < count ? text.offsetByCodePoints(at, stride) : at;
                budget.scan(Math.abs((long) stride));
            }
        }
        return out.build();
    }

    private static int bound(Value value) {
        if (!Numbers.isInteger(value) && !(value instanceof UndefinedValue)) {
            throw TemplateFault.runtime("slice indices must be integers or None or have an __index__ method");
        }
        return Numbers.clamped(value);
    }

    private static int held(int bound, int length, int lowest, int highest) {
        long index = bound < 0 ? (long) bound + length : bound;
        return Math.clamp(index, lowest, highest);
    }
}
