package hearth.chat.value;

import java.util.ArrayList;
import java.util.List;

/** Python's iteration and {@code len}. */
public final class Sequences {
    private Sequences() {}

    /** Whether {@code iter(value)} works; it does for Jinja's undefined. */
    public static boolean isIterable(Value value) {
        return value instanceof StringValue
                || value instanceof ListValue
                || value instanceof TupleValue
                || value instanceof DictValue
                || value instanceof RangeValue
                || value instanceof ViewValue
                || value instanceof IteratorValue
                || value instanceof UndefinedValue;
    }

    /** The items a loop would see: characters of a string, keys of a dict. The list must not be changed or kept. */
    public static List<Value> items(Value value, Budget budget) {
        if (value instanceof ListValue list) {
            return list.items();
        }
        if (value instanceof TupleValue tuple) {
            return tuple.items();
        }
        if (value instanceof ViewValue view) {
            return view.items();
        }
        if (value instanceof IteratorValue iterator) {
            return iterator.takeAll();
        }
        if (value instanceof DictValue dict) {
            budget.references(dict.size());
            return dict.keys();
        }
        if (value instanceof RangeValue range) {
            budget.values(range.size());
            List<Value> numbers = new ArrayList<>(range.size());
            for (int i = 0; i < range.size(); i++) {
                numbers.add(range.item(i));
            }
            return numbers;
        }
        if (value instanceof StringValue string) {
            return characters(string, budget);
        }
        if (value instanceof UndefinedValue) {
            return List.of();
        }
        throw TemplateFault.runtime("'" + value.typeName() + "' object is not iterable");
    }

    /** A list of the items that the caller may change. */
    public static List<Value> copy(Value value, Budget budget) {
        List<Value> items = items(value, budget);
        budget.references(items.size());
        return new ArrayList<>(items);
    }

    private static List<Value> characters(StringValue string, Budget budget) {
        MarkedText marked = string.marked();
        String text = marked.text();
        budget.values(text.length());
        List<Value> characters = new ArrayList<>(text.length());
        for (int i = 0; i < text.length(); ) {
            int next = i + Character.charCount(text.codePointAt(i));
            characters.add(new StringValue(marked.slice(i, next)));
            i = next;
        }
        return characters;
    }

    /** {@code len(value)}, or -1 where Python has none. */
    public static int length(Value value) {
        if (value instanceof StringValue string) {
            return string.marked().codePointCount();
        }
        if (value instanceof ListValue list) {
            return list.items().size();
        }
        if (value instanceof TupleValue tuple) {
            return tuple.items().size();
        }
        if (value instanceof DictValue dict) {
            return dict.size();
        }
        if (value instanceof RangeValue range) {
            return range.size();
        }
        if (value instanceof ViewValue view) {
            return view.items().size();
        }
        return value instanceof UndefinedValue ? 0 : -1;
    }
}
