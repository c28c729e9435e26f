package hearth.chat.value;

import java.util.List;
import java.util.Map;

/** The arguments of one call, bound to parameter names on request. */
public record Arguments(List<Value> positional, Map<String, Value> named) {
    public static final Arguments NONE = new Arguments(List.of(), Map.of());

    public static Arguments of(Value... positional) {
        return new Arguments(List.of(positional), Map.of());
    }

    /**
     * The arguments in order of {@code parameters}; null where one was left out. Fails if there are too many, a name is
     * unknown or given twice, or one of the first {@code required} is missing.
     */
    public Value[] bind(String function, int required, String... parameters) {
        if (positional.size() > parameters.length) {
            throw TemplateFault.runtime(
                    function + "() takes at most " + parameters.length + " arguments (" + positional.size() + " given)");
        }
        Value[] bound = new Value[parameters.length];
        for (int i = 0; i < positional.size(); i++) {
            bound[i] = positional.get(i);
        }
        for (Map.Entry<String, Value> entry : named.entrySet()) {
            int slot = List.of(parameters).indexOf(entry.getKey());
            if (slot < 0) {
                throw TemplateFault.runtime(function + "() got an unexpected keyword argument '" + entry.getKey() + "'");
            }
            if (bound[slot] != null) {
                throw TemplateFault.runtime(function + "() got multiple values for argument '" + entry.getKey() + "'");
            }
            bound[slot] = entry.getValue();
        }
        for (int i = 0; i < required; i++) {
            if (bound[i] == null) {
                throw TemplateFault.runtime(function + "() missing required argument: '" + parameters[i] + "'");
            }
        }
        return bound;
    }

    /** These arguments without the first {@code count} positional ones. */
    public Arguments drop(int count) {
        return new Arguments(positional.subList(Math.min(count, positional.size()), positional.size()), named);
    }
}
