package hearth.chat.builtin;

import hearth.chat.value.Arguments;
import hearth.chat.value.Budget;
import hearth.chat.value.IteratorValue;
import hearth.chat.value.Sequences;
import hearth.chat.value.TemplateFault;
import hearth.chat.value.Value;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** {@code map}, {@code select}, {@code reject}, {@code selectattr} and {@code rejectattr}. */
final class SelectionFilters {
    private SelectionFilters() {}

    static boolean has(String name) {
        return switch (name) {
            case "map", "select", "reject", "selectattr", "rejectattr" -> true;
            default -> false;
        };
    }

    static Value apply(String name, Value input, Arguments arguments, Budget budget) {
        if (!input.truthy()) {
            // Jinja looks at the input only if it is true, so None passes for an empty list.
            return IteratorValue.generator(List.of());
        }
        budget.enterCall();
        List<Value> kept = name.equals("map")
                ? map(input, arguments, budget)
                : select(input, name, arguments, budget);
        budget.leaveCall();
        return IteratorValue.generator(kept);
    }

    private static List<Value> map(Value input, Arguments arguments, Budget budget) {
        List<Value> mapped = new ArrayList<>();
        if (arguments.positional().isEmpty() && arguments.named().containsKey("attribute")) {
            Map<String, Value> named = new LinkedHashMap<>(arguments.named());
            Attributes attributes = Attributes.of(named.remove("attribute"), named.remove("default"));
            if (!named.isEmpty()) {
                throw TemplateFault.runtime(
                        "Unexpected keyword argument '" + named.keySet().iterator().next() + "'");
            }
            for (Value item : Sequences.items(input, budget)) {
                budget.values(1);
                mapped.add(attributes.read(item, budget));
            }
            return mapped;
        }
        if (arguments.positional().isEmpty()) {
            throw TemplateFault.runtime("map requires a filter argument");
        }
        String filter = name(arguments.positional().getFirst());
        Arguments rest = arguments.drop(1);
        for (Value item : Sequences.items(input, budget)) {
            budget.values(1);
            mapped.add(Filters.apply(filter, item, rest, budget));
        }
        return mapped;
    }

    private static List<Value> select(Value input, String name, Arguments arguments, Budget budget) {
        boolean byAttribute = name.endsWith("attr");
        boolean wanted = name.startsWith("select");
        if (byAttribute && arguments.positional().isEmpty()) {
            throw TemplateFault.runtime("Missing parameter for attribute name");
        }
        Attributes attributes =
                Attributes.of(byAttribute ? arguments.positional().getFirst() : null, null);
        Arguments rest = arguments.drop(byAttribute ? 1 : 0);
        boolean tested = !rest.positional().isEmpty();
        String test = tested ? name(rest.positional().getFirst()) : "";
        Arguments parameters = rest.drop(1);
        List<Value> kept = new ArrayList<>();
        for (Value item : Sequences.items(input, budget)) {
            budget.step();
            Value subject = attributes.read(item, budget);
            boolean holds = tested ? Tests.holds(test, subject, parameters, budget) : subject.truthy();
            if (holds == wanted) {
                budget.references(1);
                kept.add(item);
            }
        }
        return kept;
    }

    private static String name(Value value) {
        return StringMethods.string(value, "the name of a filter or test must be a string").text();
    }
}
