package hearth.chat.builtin;

import hearth.chat.value.Arguments;
import hearth.chat.value.Arithmetic;
import hearth.chat.value.Budget;
import hearth.chat.value.Comparisons;
import hearth.chat.value.DictKeys;
import hearth.chat.value.DictValue;
import hearth.chat.value.IntValue;
import hearth.chat.value.IteratorValue;
import hearth.chat.value.ListValue;
import hearth.chat.value.NoneValue;
import hearth.chat.value.Numbers;
import hearth.chat.value.RangeValue;
import hearth.chat.value.Sequences;
import hearth.chat.value.Sorting;
import hearth.chat.value.StringValue;
import hearth.chat.value.Subscripts;
import hearth.chat.value.TemplateFault;
import hearth.chat.value.UndefinedValue;
import hearth.chat.value.Value;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Filters that order, count, cut or fold a sequence. */
final class SequenceFilters {
    private SequenceFilters() {}

    static boolean has(String name) {
        return switch (name) {
            case "length", "count", "first", "last", "list", "reverse", "sort", "dictsort", "unique", "min", "max", "sum",
                    "items", "batch", "slice" -> true;
            default -> false;
        };
    }

    static Value apply(String name, Value input, Arguments arguments, Budget budget) {
        return switch (name) {
            case "length", "count" -> {
                arguments.bind(name, 0);
                yield length(input);
            }
            case "first" -> {
                arguments.bind(name, 0);
                yield first(input, budget);
            }
            case "last" -> {
                arguments.bind(name, 0);
                yield last(input, budget);
            }
            case "list" -> {
                arguments.bind(name, 0);
                yield new ListValue(Sequences.copy(input, budget));
            }
            case "reverse" -> {
                arguments.bind(name, 0);
                yield reverse(input, budget);
            }
            case "sort" -> sort(input, arguments, budget);
            case "dictsort" -> dictSort(input, arguments, budget);
            case "unique" -> unique(input, arguments, budget);
            case "min", "max" -> extreme(input, name, arguments, budget);
            case "sum" -> sum(input, arguments, budget);
            case "items" -> {
                arguments.bind(name, 0);
                yield items(input, budget);
            }
            case "batch" -> batch(input, arguments, budget);
            default -> slice(input, arguments, budget);
        };
    }

    private static Value length(Value input) {
        int length = Sequences.length(input);
        if (length < 0) {
            throw TemplateFault.runtime("object of type '" + input.typeName() + "' has no len()");
        }
        return IntValue.of(length);
    }

    private static Value first(Value input, Budget budget) {
        UndefinedValue none = new UndefinedValue("No first item, sequence was empty.");
        if (input instanceof IteratorValue iterator) {
            Value next = iterator.takeNext();
            return next == null ? none : next;
        }
        if (input instanceof StringValue || input instanceof RangeValue) {
            Value item = Subscripts.find(input, IntValue.of(0));
            return item == null ? none : item;
        }
        List<Value> items = Sequences.items(input, budget);
        return items.isEmpty() ? none : items.getFirst();
    }

    private static Value last(Value input, Budget budget) {
        requireReversible(input);
        UndefinedValue none = new UndefinedValue("No last item, sequence was empty.");
        if (input instanceof StringValue || input instanceof RangeValue) {
            Value item = Subscripts.find(input, IntValue.of(-1));
            return item == null ? none : item;
        }
        List<Value> items = Sequences.items(input, budget);
        return items.isEmpty() ? none : items.getLast();
    }

    private static void requireReversible(Value input) {
        if (!Sequences.isIterable(input) || input instanceof IteratorValue) {
            throw TemplateFault.runtime("'" + input.typeName() + "' object is not reversible");
        }
    }

    private static Value reverse(Value input, Budget budget) {
        if (input instanceof StringValue) {
            return Subscripts.slice(input, NoneValue.NONE, NoneValue.NONE, IntValue.of(-1), budget);
        }
        List<Value> items = Sequences.copy(input, budget);
        Collections.reverse(items);
        if (input instanceof IteratorValue) {
            return new ListValue(items);
        }
        return new IteratorValue(input instanceof ListValue ? "list_reverseiterator" : "reversed", items);
    }

    private static Value sort(Value input, Arguments arguments, Budget budget) {
        Value[] bound = arguments.bind("sort", 0, "reverse", "case_sensitive", "attribute");
        List<Value> items = Sequences.copy(input, budget);
        List<Attributes> attributes = new ArrayList<>();
        if (bound[2] instanceof StringValue names) {
            for (Value name : Sequences.items(
                    StringMethods.call(names, "split", Arguments.of(StringValue.trusted(",")), budget), budget)) {
                attributes.add(Attributes.of(name, null));
            }
        } else {
            attributes.add(Attributes.of(bound[2], null));
        }
        List<Value> keys = new ArrayList<>(items.size());
        for (Value item : items) {
            List<Value> key = new ArrayList<>();
            budget.values(1);
            for (Attributes attribute : attributes) {
                key.add(Attributes.key(attribute.read(item, budget), bound[1], budget));
            }
            keys.add(key.size() == 1 ? key.getFirst() : new ListValue(key));
        }
        boolean descending = bound[0] != null && bound[0].truthy();
        return new ListValue(Sorting.arrange(items, Sorting.order(keys, descending, budget)));
    }

    private static Value dictSort(Value input, Arguments arguments, Budget budget) {
        Value[] bound = arguments.bind("dictsort", 0, "case_sensitive", "by", "reverse");
        if (input instanceof UndefinedValue undefined) {
            throw undefined.fault();
        }
        if (!(input instanceof DictValue dict)) {
            throw TemplateFault.runtime("'" + input.typeName() + "' object has no attribute 'items'");
        }
        String by = bound[1] instanceof StringValue string ? string.text() : bound[1] == null ? "key" : "";
        if (!by.equals("key") && !by.equals("value")) {
            throw TemplateFault.runtime("You can only sort by either \"key\" or \"value\"");
        }
        List<Value> keys = new ArrayList<>(dict.size());
        for (DictValue.Entry entry : dict.entries()) {
            keys.add(Attributes.key(by.equals("key") ? entry.key() : entry.value(), bound[0], budget));
        }
        int[] order = Sorting.order(keys, bound[2] != null && bound[2].truthy(), budget);
        return new ListValue(Sorting.arrange(DictMethods.view(dict, "items", budget), order));
    }

    private static Value unique(Value input, Arguments arguments, Budget budget) {
        Value[] bound = arguments.bind("unique", 0, "case_sensitive", "attribute");
        Attributes attribute = Attributes.of(bound[1], null);
        Set<Object> seen = new HashSet<>();
        List<Value> kept = new ArrayList<>();
        for (Value item : Sequences.items(input, budget)) {
            budget.values(1);
            if (seen.add(DictKeys.of(Attributes.key(attribute.read(item, budget), bound[0], budget)))) {
                kept.add(item);
            }
        }
        return IteratorValue.generator(kept);
    }

    private static Value extreme(Value input, String name, Arguments arguments, Budget budget) {
        Value[] bound = arguments.bind(name, 0, "case_sensitive", "attribute");
        Attributes attribute = Attributes.of(bound[1], null);
        Value best = null;
        Value bestKey = null;
        for (Value item : Sequences.items(input, budget)) {
            Value key = Attributes.key(attribute.read(item, budget), bound[0], budget);
            if (best == null || Comparisons.holds(key, bestKey, name.equals("min") ? "<" : ">", budget)) {
                best = item;
                bestKey = key;
            }
        }
        return best == null ? new UndefinedValue("No aggregated item, sequence was empty.") : best;
    }

    private static Value sum(Value input, Arguments arguments, Budget budget) {
        Value[] bound = arguments.bind("sum", 0, "attribute", "start");
        Attributes attribute = Attributes.of(bound[0], null);
        Value sum = bound[1] == null ? IntValue.of(0) : bound[1];
        if (sum instanceof StringValue) {
            throw TemplateFault.runtime("sum() can't sum strings [use ''.join(seq) instead]");
        }
        for (Value item : Sequences.items(input, budget)) {
            sum = Arithmetic.add(sum, attribute.read(item, budget), budget);
        }
        return sum;
    }

    private static Value items(Value input, Budget budget) {
        if (input instanceof UndefinedValue) {
            return IteratorValue.generator(List.of());
        }
        if (input instanceof DictValue dict) {
            return IteratorValue.generator(DictMethods.view(dict, "items", budget));
        }
        throw TemplateFault.runtime("Can only get item pairs from a mapping.");
    }

    private static Value batch(Value input, Arguments arguments, Budget budget) {
        Value[] bound = arguments.bind("batch", 1, "linecount", "fill_with");
        int size = Numbers.clamped(bound[0]);
        List<Value> batches = new ArrayList<>();
        List<Value> batch = new ArrayList<>();
        for (Value item : Sequences.items(input, budget)) {
            if (batch.size() == size) {
                batches.add(new ListValue(batch));
                batch = new ArrayList<>();
            }
            budget.values(1);
            batch.add(item);
        }
        if (!batch.isEmpty()) {
            boolean fill = bound[1] != null && bound[1] != NoneValue.NONE;
            for (int i = batch.size(); fill && i < size; i++) {
                budget.values(1);
                batch.add(bound[1]);
            }
            batches.add(new ListValue(batch));
        }
        return IteratorValue.generator(batches);
    }

    private static Value slice(Value input, Arguments arguments, Budget budget) {
        Value[] bound = arguments.bind("slice", 1, "slices", "fill_with");
        int slices = Numbers.clamped(bound[0]);
        if (slices <= 0) {
            throw TemplateFault.runtime("slice: the number of slices must be positive");
        }
        List<Value> items = Sequences.copy(input, budget);
        budget.values(slices);
        int shortest = items.size() / slices;
        int longer = items.size() % slices;
        boolean fill = bound[1] != null && bound[1] != NoneValue.NONE;
        List<Value> parts = new ArrayList<>();
        int from = 0;
        for (int i = 0; i < slices; i++) {
            int to = from + shortest + (i < longer ? 1 : 0);
            List<Value> part = new ArrayList<>(items.subList(from, to));
            if (fill && i >= longer) {
                part.add(bound[1]);
            }
            parts.add(new ListValue(part));
            from = to;
        }
        return IteratorValue.generator(parts);
    }
}
