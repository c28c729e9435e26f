package hearth.chat.template;

import hearth.chat.value.Arguments;
import hearth.chat.value.DictValue;
import hearth.chat.value.Sequences;
import hearth.chat.value.StringValue;
import hearth.chat.value.TemplateFault;
import hearth.chat.value.Value;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The arguments of a call as written. */
record ArgumentList(List<Argument> arguments) {
    static final ArgumentList NONE = new ArgumentList(List.of());

    /** How an argument is passed. */
    enum Kind {
        POSITIONAL,
        NAMED,
        SPREAD_LIST,
        SPREAD_DICT
    }

    /** One argument; {@code name} is empty unless it is named. */
    record Argument(Kind kind, String name, Expression value) {}

    ArgumentList with(String name, Expression value) {
        List<Argument> more = new ArrayList<>(arguments);
        more.add(new Argument(Kind.NAMED, name, value));
        return new ArgumentList(more);
    }

    Arguments evaluate(Frame frame) {
        if (arguments.isEmpty()) {
            return Arguments.NONE;
        }
        List<Value> positional = new ArrayList<>(arguments.size());
        Map<String, Value> named = new LinkedHashMap<>();
        for (Argument argument : arguments) {
            Value value = frame.evaluate(argument.value());
            switch (argument.kind()) {
                case POSITIONAL -> positional.add(value);
                case NAMED -> put(named, argument.name(), value);
                case SPREAD_LIST -> {
                    List<Value> items = Sequences.items(value, frame.budget());
                    frame.budget().references(items.size());
                    positional.addAll(items);
                }
                case SPREAD_DICT -> spread(value, named, frame);
            }
        }
        return new Arguments(positional, named);
    }

    private static void spread(Value value, Map<String, Value> named, Frame frame) {
        if (!(value instanceof DictValue dict)) {
            throw TemplateFault.runtime("argument after ** must be a mapping, not " + value.typeName());
        }
        frame.budget().values(dict.size());
        for (DictValue.Entry entry : dict.entries()) {
            if (!(entry.key() instanceof StringValue key)) {
                throw TemplateFault.runtime("keywords must be strings");
            }
            put(named, key.text(), entry.value());
        }
    }

    private static void put(Map<String, Value> named, String name, Value value) {
        if (named.put(name, value) != null) {
            throw TemplateFault.runtime("got multiple values for keyword argument '" + name + "'");
        }
    }
}
