package hearth.chat.value;

import java.util.Iterator;
import java.util.List;

/** Python's {@code ==}, {@code <} and {@code in}. */
public final class Comparisons {
    private Comparisons() {}

    public static boolean equal(Value left, Value right, Budget budget) {
        budget.step();
        if (left instanceof StringValue a && right instanceof StringValue b) {
            budget.scan(Math.min(a.text().length(), b.text().length()));
            return a.text().equals(b.text());
        }
        if (Numbers.isNumber(left) && Numbers.isNumber(right)) {
            return Numbers.compare(left, right) == 0;
        }
        if (left == right || (left instanceof UndefinedValue && right instanceof UndefinedValue)) {
            return true;
        }
        if (left instanceof ListValue a && right instanceof ListValue b) {
            return equalItems(a.items(), b.items(), budget);
        }
        if (left instanceof TupleValue a && right instanceof TupleValue b) {
            return equalItems(a.items(), b.items(), budget);
        }
        if (left instanceof DictValue a && right instanceof DictValue b) {
            return equalDicts(a, b, budget);
        }
        if (left instanceof RangeValue a && right instanceof RangeValue b) {
            boolean sameStart = a.size() == 0 || a.start() == b.start();
            return a.size() == b.size() && sameStart && (a.size() < 2 || a.step() == b.step());
        }
        return false;
    }

    private static boolean equalItems(List<Value> left, List<Value> right, Budget budget) {
        if (left.size() != right.size()) {
            return false;
        }
        budget.enterValue();
        boolean equal = true;
        for (int i = 0; i < left.size() && equal; i++) {
            equal = equal(left.get(i), right.get(i), budget);
        }
        budget.leaveValue();
        return equal;
    }

    private static boolean equalDicts(DictValue left, DictValue right, Budget budget) {
        if (left.size() != right.size()) {
            return false;
        }
        budget.enterValue();
        boolean equal = true;
        for (Iterator<DictValue.Entry> entries = left.entries().iterator(); entries.hasNext() && equal; ) {
            DictValue.Entry entry = entries.next();
            Value other = right.find(entry.key());
            equal = other != null && equal(entry.value(), other, budget);
        }
        budget.leaveValue();
        return equal;
    }

    /** Result of {@code left operator right}, one of the four order operators. */
    public static boolean holds(Value left, Value right, String operator, Budget budget) {
        int order = order(left, right, operator, budget);
        if (order == 2) {
            return false;
        }
        return switch (operator) {
            case "<" -> order < 0;
            case "<=" -> order <= 0;
            case ">" -> order > 0;
            default -> order >= 0;
        };
    }

    private static int order(Value left, Value right, String operator, Budget budget) {
        budget.step();
        if (left instanceof StringValue a && right instanceof StringValue b) {
            budget.scan(Math.min(a.text().length(), b.text().length()));
            return compareText(a.text(), b.text());
        }
        if (Numbers.isNumber(left) && Numbers.isNumber(right)) {
            return Numbers.compare(left, right);
        }
        if (left instanceof ListValue a && right instanceof ListValue b) {
            return orderItems(a.items(), b.items(), operator, budget);
        }
        if (left instanceof TupleValue a && right instanceof TupleValue b) {
            return orderItems(a.items(), b.items(), operator, budget);
        }
        if (left instanceof UndefinedValue undefined) {
            throw undefined.fault();
        }
        if (right instanceof UndefinedValue undefined) {
            throw undefined.fault();
        }
        throw TemplateFault.runtime("'" + operator + "' not supported between instances of '" + left.typeName() + "' and '"
                + right.typeName() + "'");
    }

    private static int orderItems(List<Value> left, List<Value> right, String operator, Budget budget) {
        budget.enterValue();
        int common = Math.min(left.size(), right.size());
        int order = Integer.compare(left.size(), right.size());
        for (int i = 0; i < common; i++) {
            if (!equal(left.get(i), right.get(i), budget)) {
                order = order(left.get(i), right.get(i), operator, budget);
                break;
            }
        }
        budget.leaveValue();
        return order;
    }

    /** By code point, which differs from Java's order beyond the first plane; never 2. */
    private static int compareText(String left, String right) {
        int common = Math.min(left.length(), right.length());
        for (int i = 0; i < common; i++) {
            char a = left.charAt(i);
            char b = right.charAt(i);
            if (a != b) {
                boolean surrogates = Character.isSurrogate(a) != Character.isSurrogate(b);
                return surrogates ? (Character.isSurrogate(a) ? 1 : -1) : (a < b ? -1 : 1);
            }
        }
        return Integer.compare(left.length(), right.length());
    }

    /** {@code item in container}. */
    public static boolean contains(Value container, Value item, Budget budget) {
        if (container instanceof StringValue string) {
            if (item instanceof StringValue part) {
                budget.scan(string.text().length() + (long) part.text().length());
                return new TextSearch(part.text()).next(string.text(), 0) >= 0;
            }
            if (item instanceof UndefinedValue undefined) {
                throw undefined.fault();
            }
            throw TemplateFault.runtime("'in <string>' requires string as left operand, not " + item.typeName());
        }
        if (container instanceof DictValue dict) {
            return dict.find(item) != null;
        }
        boolean iterable = container instanceof UndefinedValue || Sequences.isIterable(container);
        if (!iterable) {
            throw TemplateFault.runtime("argument of type '" + container.typeName() + "' is not iterable");
        }
        for (Value candidate : Sequences.items(container, budget)) {
            if (equal(candidate, item, budget)) {
                return true;
            }
        }
        return false;
    }
}
