package hearth.chat.builtin;

import hearth.chat.value.Arguments;
import hearth.chat.value.Budget;
import hearth.chat.value.TemplateFault;
import hearth.chat.value.Value;

/** All filters by name. */
public final class Filters {
    private Filters() {}

    /** {@code input | name(arguments)}; fails on an unknown name. */
    public static Value apply(String name, Value input, Arguments arguments, Budget budget) {
        budget.step();
        if (TextFilters.has(name)) {
            return TextFilters.apply(name, input, arguments, budget);
        }
        if (SequenceFilters.has(name)) {
            return SequenceFilters.apply(name, input, arguments, budget);
        }
        if (SelectionFilters.has(name)) {
            return SelectionFilters.apply(name, input, arguments, budget);
        }
        if (ValueFilters.has(name)) {
            return ValueFilters.apply(name, input, arguments, budget);
        }
        throw TemplateFault.runtime("No filter named '" + name + "'.");
    }

    /** Whether there is a filter of that name. */
    static boolean has(String name) {
        return TextFilters.has(name)
                || SequenceFilters.has(name)
                || SelectionFilters.has(name)
                || ValueFilters.has(name);
    }
}
