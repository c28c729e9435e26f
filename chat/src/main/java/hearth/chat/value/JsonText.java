package hearth.chat.value;

import java.util.ArrayList;
import java.util.List;

/** Python's {@code json.dumps}, as the {@code tojson} filter of chat templates uses it: nothing is escaped for HTML. */
public final class JsonText {
    /** Layout; {@code indent} null writes one line. */
    public record Layout(boolean ensureAscii, String indent, String itemSeparator, String keySeparator, boolean sortKeys) {}

    private final Layout layout;
    private final Budget budget;
    private final MarkedTextBuilder out;
    private int depth;

    private JsonText(Layout layout, Budget budget) {
        this.layout = layout;
        this.budget = budget;
        this.out = new MarkedTextBuilder(budget);
    }

    public static MarkedText write(Value value, Layout layout, Budget budget) {
        JsonText text = new JsonText(layout, budget);
        text.value(value);
        return text.out.build();
    }

    private void value(Value value) {
        if (value instanceof StringValue string) {
            string(string.marked());
        } else if (value instanceof DictValue dict) {
            budget.enterValue();
            object(dict);
            budget.leaveValue();
        } else if (value instanceof ListValue list) {
            array(list.items());
        } else if (value instanceof TupleValue tuple) {
            array(tuple.items());
        } else {
            out.append(scalar(value), Numbers.isNumber(value) && Numbers.trusted(value));
        }
    }

    private static String scalar(Value value) {
        if (value == NoneValue.NONE) {
            return "null";
        }
        if (value instanceof BoolValue bool) {
            return bool.truthy() ? "true" : "false";
        }
        if (value instanceof IntValue number) {
            return number.number().toString();
        }
        if (value instanceof FloatValue real) {
            double number = real.number();
            if (Double.isNaN(number)) {
                return "NaN";
            }
            return Double.isInfinite(number) ? (number > 0 ? "Infinity" : "-Infinity") : PythonFloat.repr(number);
        }
        throw TemplateFault.runtime("Object of type " + value.typeName() + " is not JSON serializable");
    }

    private void array(List<Value> items) {
        if (items.isEmpty()) {
            out.structure("[]");
            return;
        }
        budget.enterValue();
        out.structure("[");
        depth++;
        for (int i = 0; i < items.size(); i++) {
            separate(i);
            value(items.get(i));
        }
        depth--;
        newLine();
        out.structure("]");
        budget.leaveValue();
    }

    private void object(DictValue dict) {
        if (dict.size() == 0) {
            out.structure("{}");
            return;
        }
        List<DictValue.Entry> entries = new ArrayList<>(dict.entries());
        if (layout.sortKeys()) {
            entries = Sorting.arrange(entries, Sorting.order(dict.keys(), false, budget));
        }
        out.structure("{");
        depth++;
        for (int i = 0; i < entries.size(); i++) {
            separate(i);
            key(entries.get(i).key());
            out.structure(layout.keySeparator());
            value(entries.get(i).value());
        }
        depth--;
        newLine();
        out.structure("}");
    }

    private void key(Value key) {
        if (key instanceof StringValue string) {
            string(string.marked());
        } else if (Numbers.isNumber(key) || key == NoneValue.NONE) {
            out.structure("\"").structure(scalar(key)).structure("\"");
        } else {
            throw TemplateFault.runtime("keys must be str, int, float, bool or None, not " + key.typeName());
        }
    }

    private void separate(int index) {
        if (index > 0) {
            out.structure(layout.itemSeparator());
        }
        newLine();
    }

    private void newLine() {
        if (layout.indent() != null) {
            out.structure("\n");
            for (int i = 0; i < depth; i++) {
                out.structure(layout.indent());
            }
        }
    }

    private void string(MarkedText string) {
        String text = string.text();
        out.append('"', false);
        int plainFrom = 0;
        for (int i = 0; i < text.length(); i++) {
            char unit = text.charAt(i);
            if (unit < ' ' || unit == '"' || unit == '\\' || (unit > '~' && layout.ensureAscii())) {
                out.append(string, plainFrom, i);
                out.append(escape(unit), string.trustedAt(i));
                plainFrom = i + 1;
            }
        }
        out.append(string, plainFrom, text.length());
        out.append('"', false);
    }

    private static String escape(char unit) {
        return switch (unit) {
            case '"' -> "\\\"";
            case '\\' -> "\\\\";
            case '\n' -> "\\n";
            case '\r' -> "\\r";
            case '\t' -> "\\t";
            case '\f' -> "\\f";
            case '\b' -> "\\b";
            default -> {
                StringBuilder hex = new StringBuilder("\\u");
                PythonText.appendHex(hex, unit, 4);
                yield hex.toString();
            }
        };
    }
}
