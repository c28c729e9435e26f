package hearth.chat.builtin;

import hearth.chat.value.Arguments;
import hearth.chat.value.Budget;
import hearth.chat.value.DictValue;
import hearth.chat.value.NoneValue;
import hearth.chat.value.Printer;
import hearth.chat.value.Sequences;
import hearth.chat.value.StringValue;
import hearth.chat.value.TemplateFault;
import hearth.chat.value.TupleValue;
import hearth.chat.value.Value;
import hearth.chat.value.ViewValue;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The methods of Python's {@code dict}. */
final class DictMethods {
    private DictMethods() {}

    static boolean has(String name) {
        return switch (name) {
            case "get", "items", "keys", "values", "pop", "popitem", "setdefault", "update", "copy", "clear" -> true;
            default -> false;
        };
    }

    static Value call(DictValue self, String name, Arguments arguments, Budget budget) {
        switch (name) {
            case "get" -> {
                Value[] bound = arguments.bind(name, 1, "key", "default");
                Value found = self.find(bound[0]);
                return found != null ? found : bound[1] != null ? bound[1] : NoneValue.NONE;
            }
            case "items", "keys", "values" -> {
                arguments.bind(name, 0);
                return new ViewValue("dict_".concat(name), view(self, name, budget));
            }
            case "pop" -> {
                Value[] bound = arguments.bind(name, 1, "key", "default");
                Value found = self.remove(bound[0]);
                if (found == null && bound[1] == null) {
                    throw TemplateFault.runtime("KeyError: " + Printer.repr(bound[0], budget));
                }
                return found != null ? found : bound[1];
            }
            case "popitem" -> {
                return popItem(self, arguments, budget);
            }
            case "setdefault" -> {
                Value[] bound = arguments.bind(name, 1, "key", "default");
                Value found = self.find(bound[0]);
                if (found == null) {
                    found = bound[1] == null ? NoneValue.NONE : bound[1];
                    budget.values(1);
                    self.put(bound[0], found);
                }
                return found;
            }
            case "copy" -> {
                arguments.bind(name, 0);
                return copy(self, budget);
            }
            case "update" -> update(self, arguments, budget);
            default -> {
                arguments.bind(name, 0);
                self.clear();
            }
        }
        return NoneValue.NONE;
    }

    /** The keys, values or (key, value) pairs. */
    static List<Value> view(DictValue self, String name, Budget budget) {
        if (name.equals("keys")) {
            budget.references(self.size());
            return self.keys();
        }
        boolean pairs = name.equals("items");
        budget.references(pairs ? 8L * self.size() : self.size());
        List<Value> view = new ArrayList<>(self.size());
        for (DictValue.Entry entry : self.entries()) {
            view.add(pairs ? TupleValue.of(List.of(entry.key(), entry.value())) : entry.value());
        }
        return view;
    }

    private static Value popItem(DictValue self, Arguments arguments, Budget budget) {
        arguments.bind("popitem", 0);
        if (self.size() == 0) {
            throw TemplateFault.runtime("popitem(): dictionary is empty");
        }
        budget.scan(64L * self.size());
        Value key = self.keys().getLast();
        return TupleValue.of(List.of(key, self.remove(key)));
    }

    static DictValue copy(DictValue self, Budget budget) {
        DictValue copy = new DictValue();
        putAll(copy, self, budget);
        return copy;
    }

    private static void putAll(DictValue target, DictValue source, Budget budget) {
        budget.values(2L * source.size());
        for (DictValue.Entry entry : List.copyOf(source.entries())) {
            target.put(entry.key(), entry.value());
        }
    }

    /** {@code dict.update} and {@code dict()}: a dict or pairs, then keywords. */
    static void update(DictValue self, Arguments arguments, Budget budget) {
        if (arguments.positional().size() > 1) {
            throw TemplateFault.runtime("update expected at most 1 argument");
        }
        for (Value source : arguments.positional()) {
            if (source instanceof DictValue dict) {
                putAll(self, dict, budget);
                continue;
            }
            for (Value pair : Sequences.copy(source, budget)) {
                List<Value> items = Sequences.items(pair, budget);
                if (items.size() != 2) {
                    throw TemplateFault.runtime("dictionary update sequence element has length " + items.size()
                            + "; 2 is required");
                }
                budget.values(2);
                self.put(items.get(0), items.get(1));
            }
        }
        for (Map.Entry<String, Value> named : arguments.named().entrySet()) {
            budget.values(2);
            self.put(StringValue.untrusted(named.getKey()), named.getValue());
        }
    }
}
