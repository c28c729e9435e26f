package hearth.chat.builtin;

import hearth.chat.value.Arguments;
import hearth.chat.value.Arithmetic;
import hearth.chat.value.BoolValue;
import hearth.chat.value.Budget;
import hearth.chat.value.Comparisons;
import hearth.chat.value.DictValue;
import hearth.chat.value.FloatValue;
import hearth.chat.value.FunctionValue;
import hearth.chat.value.IntValue;
import hearth.chat.value.ListValue;
import hearth.chat.value.NoneValue;
import hearth.chat.value.Printer;
import hearth.chat.value.RangeValue;
import hearth.chat.value.Sequences;
import hearth.chat.value.StringValue;
import hearth.chat.value.TemplateFault;
import hearth.chat.value.TupleValue;
import hearth.chat.value.UndefinedValue;
import hearth.chat.value.Value;

/** All tests, the words after {@code is}, by name. */
public final class Tests {
    private Tests() {}

    /** Whether there is a test of that name. */
    static boolean has(String name) {
        return isPlain(name) || isRelation(name);
    }

    private static boolean isPlain(String name) {
        return switch (name) {
            case "defined", "undefined", "none", "true", "false", "boolean", "string", "number", "integer", "float",
                    "mapping", "sequence", "iterable", "callable", "escaped", "odd", "even", "lower", "upper", "filter",
                    "test" -> true;
            default -> false;
        };
    }

    private static boolean isRelation(String name) {
        return switch (name) {
            case "eq", "equalto", "==", "ne", "!=", "lt", "lessthan", "<", "le", "<=", "gt", "greaterthan", ">", "ge",
                    ">=", "in", "divisibleby", "sameas" -> true;
            default -> false;
        };
    }

    /** {@code subject is name(arguments)}; fails on an unknown name. */
    public static boolean holds(String name, Value subject, Arguments arguments, Budget budget) {
        budget.step();
        if (isPlain(name)) {
            arguments.bind(name, 0);
            return plain(name, subject, budget);
        }
        if (isRelation(name)) {
            return relation(name, subject, arguments.bind(name, 1, "other")[0], budget);
        }
        throw TemplateFault.runtime("No test named '" + name + "'.");
    }

    private static boolean plain(String name, Value subject, Budget budget) {
        return switch (name) {
            case "defined" -> !(subject instanceof UndefinedValue);
            case "undefined" -> subject instanceof UndefinedValue;
            case "none" -> subject == NoneValue.NONE;
            case "true" -> subject == BoolValue.TRUE;
            case "false" -> subject == BoolValue.FALSE;
            case "boolean" -> subject instanceof BoolValue;
            case "string" -> subject instanceof StringValue;
            case "number" -> subject instanceof IntValue || subject instanceof FloatValue || subject instanceof BoolValue;
            case "integer" -> subject instanceof IntValue;
            case "float" -> subject instanceof FloatValue;
            case "mapping" -> subject instanceof DictValue;
            case "sequence" -> isSequence(subject);
            case "iterable" -> Sequences.isIterable(subject);
            // Jinja's undefined has a call operator, which fails.
            case "callable" -> subject instanceof UndefinedValue
                    || (subject instanceof FunctionValue function && function.callable());
            case "escaped" -> subject instanceof StringValue string && string.markup();
            case "odd" -> isRemainder(subject, 2, 1, budget);
            case "even" -> isRemainder(subject, 2, 0, budget);
            case "lower" -> TextPredicates.holds(Printer.text(subject, budget).text(), "islower");
            case "upper" -> TextPredicates.holds(Printer.text(subject, budget).text(), "isupper");
            case "filter" -> subject instanceof StringValue string && Filters.has(string.text());
            default -> subject instanceof StringValue string && has(string.text());
        };
    }

    /** Jinja asks for a length and a subscript operator, which its undefined has too. */
    private static boolean isSequence(Value subject) {
        return subject instanceof StringValue
                || subject instanceof ListValue
                || subject instanceof TupleValue
                || subject instanceof DictValue
                || subject instanceof RangeValue
                || subject instanceof UndefinedValue;
    }

    private static boolean isRemainder(Value subject, long divisor, long remainder, Budget budget) {
        Value rest = Arithmetic.modulo(subject, IntValue.of(divisor), budget);
        return Comparisons.equal(rest, IntValue.of(remainder), budget);
    }

    private static boolean relation(String name, Value subject, Value other, Budget budget) {
        return switch (name) {
            case "eq", "equalto", "==" -> Comparisons.equal(subject, other, budget);
            case "ne", "!=" -> !Comparisons.equal(subject, other, budget);
            case "lt", "lessthan", "<" -> Comparisons.holds(subject, other, "<", budget);
            case "le", "<=" -> Comparisons.holds(subject, other, "<=", budget);
            case "gt", "greaterthan", ">" -> Comparisons.holds(subject, other, ">", budget);
            case "ge", ">=" -> Comparisons.holds(subject, other, ">=", budget);
            case "in" -> Comparisons.contains(other, subject, budget);
            case "divisibleby" -> Comparisons.equal(
                    Arithmetic.modulo(subject, other, budget), IntValue.of(0), budget);
            default -> same(subject, other);
        };
    }

    /** Python's identity, as far as values that aren't shared objects have one. */
    private static boolean same(Value subject, Value other) {
        if (subject instanceof StringValue a && other instanceof StringValue b) {
            return a.text().equals(b.text());
        }
        if (subject instanceof IntValue a && other instanceof IntValue b) {
            return a.number().equals(b.number());
        }
        return subject == other;
    }
}
