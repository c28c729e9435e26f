package hearth.chat.template;

import hearth.chat.value.Arguments;
import hearth.chat.value.Budget;
import hearth.chat.value.DictValue;
import hearth.chat.value.FunctionValue;
import hearth.chat.value.StringValue;
import hearth.chat.value.TemplateFault;
import hearth.chat.value.TupleValue;
import hearth.chat.value.UndefinedValue;
import hearth.chat.value.Value;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A macro with the scope it was defined in; its value is the text of its body. */
final class MacroValue extends FunctionValue {
    private final MacroDefinition definition;
    private final Frame home;

    MacroValue(MacroDefinition definition, Frame home) {
        this.definition = definition;
        this.home = home;
    }

    @Override
    public String name() {
        return definition.name();
    }

    @Override
    public String typeName() {
        return "Macro";
    }

    @Override
    public Value attribute(String name) {
        return switch (name) {
            case "name" -> StringValue.trusted(definition.name());
            case "arguments" -> {
                List<Value> names = new ArrayList<>();
                for (MacroDefinition.Parameter parameter : definition.parameters()) {
                    names.add(StringValue.trusted(parameter.name()));
                }
                yield TupleValue.of(names);
            }
            default -> null;
        };
    }

    @Override
    public Value call(Arguments arguments, Budget budget) {
        budget.enterCall();
        Frame frame = home.capturing();
        bind(arguments, frame);
        definition.body().execute(frame);
        budget.leaveCall();
        return new StringValue(frame.out().build());
    }

    private void bind(Arguments arguments, Frame frame) {
        Map<String, Value> named = new LinkedHashMap<>(arguments.named());
        List<Value> positional = arguments.positional();
        List<MacroDefinition.Parameter> parameters = definition.parameters();
        for (int i = 0; i < parameters.size(); i++) {
            MacroDefinition.Parameter parameter = parameters.get(i);
            Value value = named.remove(parameter.name());
            if (value != null && i < positional.size()) {
                throw fault("got multiple values for argument '" + parameter.name() + "'");
            }
            value = i < positional.size() ? positional.get(i) : value;
            if (value == null) {
                value = parameter.fallback() == null
                        ? new UndefinedValue("parameter '" + parameter.name() + "' was not provided")
                        : frame.evaluate(parameter.fallback());
            }
            frame.scope().set(parameter.name(), value);
        }
        bindRest(positional, named, frame);
    }

    private void bindRest(List<Value> positional, Map<String, Value> named, Frame frame) {
        int known = definition.parameters().size();
        if (definition.takesCaller()) {
            Value caller = named.remove(MacroDefinition.CALLER);
            frame.scope().set(MacroDefinition.CALLER, caller == null ? new UndefinedValue("No caller defined") : caller);
        }
        if (definition.takesRest()) {
            List<Value> rest = positional.subList(Math.min(known, positional.size()), positional.size());
            frame.scope().set("varargs", TupleValue.of(rest));
        } else if (positional.size() > known) {
            throw fault("takes not more than " + known + " argument(s)");
        }
        if (definition.takesNamedRest()) {
            // A keyword may have come out of a spread dict of data.
            DictValue rest = new DictValue();
            for (Map.Entry<String, Value> entry : named.entrySet()) {
                rest.put(StringValue.untrusted(entry.getKey()), entry.getValue());
            }
            frame.scope().set("kwargs", rest);
        } else if (!named.isEmpty()) {
            throw fault("takes no keyword argument '" + named.keySet().iterator().next() + "'");
        }
    }

    private TemplateFault fault(String message) {
        return TemplateFault.runtime("macro '" + definition.name() + "' " + message);
    }
}
