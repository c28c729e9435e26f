package hearth.chat.builtin;

import hearth.chat.value.Arguments;
import hearth.chat.value.BoolValue;
import hearth.chat.value.Budget;
import hearth.chat.value.FloatValue;
import hearth.chat.value.IntValue;
import hearth.chat.value.ListValue;
import hearth.chat.value.NoneValue;
import hearth.chat.value.Numbers;
import hearth.chat.value.Sequences;
import hearth.chat.value.Sorting;
import hearth.chat.value.TemplateFault;
import hearth.chat.value.Value;
import java.util.Collections;
import java.util.List;

/** The methods of Python's {@code list}, and the two of {@code tuple}. Unlike Hugging Face's sandbox, lists may change. */
final class ListMethods {
    private ListMethods() {}

    static boolean has(String name) {
        return switch (name) {
            case "append", "extend", "insert", "pop", "remove", "reverse", "sort", "copy", "clear", "count", "index" -> true;
            default -> false;
        };
    }

    static Value call(Value owner, String name, Arguments arguments, Budget budget) {
        List<Value> items = Sequences.items(owner, budget);
        budget.scan(items.size());
        switch (name) {
            case "count" -> {
                return IntValue.of(TextFinding.search(items, arguments.bind(name, 1, "value")[0], true, budget));
            }
            case "index" -> {
                int found = TextFinding.search(items, arguments.bind(name, 1, "value")[0], false, budget);
                if (found < 0) {
                    throw TemplateFault.runtime("value is not in list");
                }
                return IntValue.of(found);
            }
            case "copy" -> {
                arguments.bind(name, 0);
                return new ListValue(Sequences.copy(owner, budget));
            }
            case "pop" -> {
                return pop(items, arguments.bind(name, 0, "index")[0]);
            }
            default -> {
                change(items, name, arguments, budget);
                return NoneValue.NONE;
            }
        }
    }

    private static void change(List<Value> items, String name, Arguments arguments, Budget budget) {
        switch (name) {
            case "append" -> {
                budget.values(1);
                items.add(arguments.bind(name, 1, "object")[0]);
            }
            case "extend" -> items.addAll(Sequences.copy(arguments.bind(name, 1, "iterable")[0], budget));
            case "insert" -> {
                Value[] bound = arguments.bind(name, 2, "index", "object");
                budget.values(1);
                int index = Numbers.clamped(bound[0]);
                int at = index < 0 ? (int) Math.max(0L, (long) index + items.size()) : Math.min(index, items.size());
                items.add(at, bound[1]);
            }
            case "remove" -> {
                int found = TextFinding.search(items, arguments.bind(name, 1, "value")[0], false, budget);
                if (found < 0) {
                    throw TemplateFault.runtime("list.remove(x): x not in list");
                }
                items.remove(found);
            }
            case "sort" -> {
                Value descending = arguments.bind(name, 0, "reverse")[0];
                int[] order = Sorting.order(items, descending != null && descending.truthy(), budget);
                Collections.copy(items, Sorting.arrange(items, order));
            }
            case "reverse" -> {
                arguments.bind(name, 0);
                Collections.reverse(items);
            }
            default -> {
                arguments.bind(name, 0);
                items.clear();
            }
        }
    }

    private static Value pop(List<Value> items, Value position) {
        int index = position == null ? -1 : Numbers.clamped(position);
        long at = index < 0 ? (long) index + items.size() : index;
        if (at < 0 || at >= items.size()) {
            throw TemplateFault.runtime(items.isEmpty() ? "pop from empty list" : "pop index out of range");
        }
        return items.remove((int) at);
    }

    /** {@code float.is_integer()}. */
    static Value isInteger(FloatValue number, Arguments arguments) {
        arguments.bind("is_integer", 0);
        double value = number.number();
        return BoolValue.of(value == Math.rint(value) && !Double.isInfinite(value));
    }
}
