package hearth.chat.builtin;

import hearth.chat.value.BoolValue;
import hearth.chat.value.Budget;
import hearth.chat.value.IntValue;
import hearth.chat.value.NoneValue;
import hearth.chat.value.Numbers;
import hearth.chat.value.StringValue;
import hearth.chat.value.TemplateFault;
import hearth.chat.value.UndefinedValue;
import hearth.chat.value.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The {@code attribute} argument of filters: a dotted path of names and positions; an empty path is the item itself. */
final class Attributes {
    private final List<Value> path;
    private final Value fallback;

    private Attributes(List<Value> path, Value fallback) {
        this.path = path;
        this.fallback = fallback;
    }

    /** {@code attribute} may be null or None; {@code fallback} may be null and stands in for what is undefined. */
    static Attributes of(Value attribute, Value fallback) {
        List<Value> path = new ArrayList<>();
        if (Numbers.isInteger(attribute) && !(attribute instanceof BoolValue)) {
            path.add(attribute);
        } else if (attribute instanceof StringValue string) {
            String text = string.text();
            int from = 0;
            for (int dot = text.indexOf('.'); dot >= 0; dot = text.indexOf('.', from)) {
                path.add(part(text.substring(from, dot)));
                from = dot + 1;
            }
            path.add(part(text.substring(from)));
        } else if (attribute instanceof UndefinedValue undefined) {
            throw undefined.fault();
        } else if (attribute != null && attribute != NoneValue.NONE) {
            throw TemplateFault.runtime("attribute must be a string or an integer");
        }
        return new Attributes(path, fallback);
    }

    private static Value part(String name) {
        boolean index = !name.isEmpty() && name.length() < 9;
        for (int i = 0; i < name.length() && index; i++) {
            index = name.charAt(i) >= '0' && name.charAt(i) <= '9';
        }
        return index ? IntValue.of(Integer.parseInt(name)) : StringValue.trusted(name);
    }

    Value read(Value item, Budget budget) {
        Value value = item;
        for (Value part : path) {
            budget.step();
            value = Members.item(value, part, budget);
            if (value instanceof UndefinedValue && fallback != null) {
                value = fallback;
            }
        }
        return value;
    }

    /** The value to sort or compare by: a string without regard to case, unless case counts. */
    static Value key(Value value, Value caseSensitive, Budget budget) {
        boolean exact = caseSensitive != null && caseSensitive.truthy();
        if (exact || !(value instanceof StringValue string)) {
            return value;
        }
        budget.text(string.text().length());
        return StringValue.untrusted(string.text().toLowerCase(Locale.ROOT));
    }
}
