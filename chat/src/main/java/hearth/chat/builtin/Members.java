package hearth.chat.builtin;

import hearth.chat.value.Arguments;
import hearth.chat.value.Budget;
import hearth.chat.value.DictValue;
import hearth.chat.value.FloatValue;
import hearth.chat.value.FunctionValue;
import hearth.chat.value.ListValue;
import hearth.chat.value.NamespaceValue;
import hearth.chat.value.NoneValue;
import hearth.chat.value.Printer;
import hearth.chat.value.RangeValue;
import hearth.chat.value.StringValue;
import hearth.chat.value.Subscripts;
import hearth.chat.value.TupleValue;
import hearth.chat.value.UndefinedValue;
import hearth.chat.value.Value;

/** Jinja's {@code value.name} and {@code value[key]}. Only names listed in this package are ever found. */
public final class Members {
    private Members() {}

    /** {@code owner.name}: a method first, then an item of a dict, else undefined. */
    public static Value attribute(Value owner, String name) {
        if (owner instanceof UndefinedValue undefined) {
            throw undefined.fault();
        }
        Value member = member(owner, name);
        if (member == null && owner instanceof DictValue dict) {
            member = dict.find(name);
        }
        return member == null ? UndefinedValue.ofAttribute(owner, name) : member;
    }

    /** {@code owner[key]}: an item first, then a method, else undefined. */
    public static Value item(Value owner, Value key, Budget budget) {
        if (owner instanceof UndefinedValue undefined) {
            throw undefined.fault();
        }
        Value item = Subscripts.find(owner, key);
        if (item != null) {
            return item;
        }
        if (key instanceof StringValue name) {
            Value member = member(owner, name.text());
            return member == null ? UndefinedValue.ofAttribute(owner, name.text()) : member;
        }
        String described = owner == NoneValue.NONE ? "None" : owner.typeName().concat(" object");
        return new UndefinedValue(described + " has no element " + Printer.repr(key, budget));
    }

    /** The method or attribute {@code name}, or null; items of a dict don't count. */
    static Value member(Value owner, String name) {
        if (owner instanceof NamespaceValue namespace) {
            return namespace.attributes().get(name);
        }
        if (owner instanceof FunctionValue function) {
            return function.attribute(name);
        }
        boolean known = owner instanceof StringValue && StringMethods.has(name)
                || owner instanceof DictValue && DictMethods.has(name)
                || owner instanceof ListValue && ListMethods.has(name)
                || isFixedSequence(owner) && (name.equals("count") || name.equals("index"))
                || owner instanceof FloatValue && name.equals("is_integer");
        return known ? new Method(owner, name) : null;
    }

    private static boolean isFixedSequence(Value owner) {
        return owner instanceof TupleValue || owner instanceof RangeValue;
    }

    /** A method with the value it was taken from. */
    private static final class Method extends FunctionValue {
        private final Value owner;
        private final String name;

        Method(Value owner, String name) {
            this.owner = owner;
            this.name = name;
        }

        @Override
        public String name() {
            return name;
        }

        @Override
        public String typeName() {
            return "builtin_function_or_method";
        }

        @Override
        public Value call(Arguments arguments, Budget budget) {
            if (owner instanceof StringValue string) {
                return StringMethods.call(string, name, arguments, budget);
            }
            if (owner instanceof DictValue dict) {
                return DictMethods.call(dict, name, arguments, budget);
            }
            if (owner instanceof FloatValue number) {
                return ListMethods.isInteger(number, arguments);
            }
            return ListMethods.call(owner, name, arguments, budget);
        }
    }
}
