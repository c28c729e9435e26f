package hearth.chat.value;

import java.util.List;
import java.util.Map;

/** Python's {@code str} and {@code repr}. Text of strings keeps its marks; brackets and quotes count as untrusted. */
public final class Printer {
    private final MarkedTextBuilder out;
    private final Budget budget;

    public Printer(MarkedTextBuilder out, Budget budget) {
        this.out = out;
        this.budget = budget;
    }

    /** {@code str(value)}. */
    public static MarkedText text(Value value, Budget budget) {
        if (value instanceof StringValue string) {
            return string.marked();
        }
        MarkedTextBuilder out = new MarkedTextBuilder(budget);
        new Printer(out, budget).str(value);
        return out.build();
    }

    /** {@code repr(value)}. */
    public static MarkedText repr(Value value, Budget budget) {
        MarkedTextBuilder out = new MarkedTextBuilder(budget);
        new Printer(out, budget).repr(value);
        return out.build();
    }

    /** Appends {@code str(value)}. */
    public void str(Value value) {
        if (value instanceof StringValue string) {
            out.append(string.marked());
        } else if (!(value instanceof UndefinedValue)) {
            repr(value);
        }
    }

    /** Appends {@code repr(value)}. */
    public void repr(Value value) {
        if (value instanceof StringValue string) {
            quoted(string);
        } else if (value instanceof IntValue number) {
            out.append(number.number().toString(), number.trusted());
        } else if (value instanceof FloatValue number) {
            out.append(PythonFloat.repr(number.number()), number.trusted());
        } else if (value instanceof BoolValue bool) {
            out.structure(bool.truthy() ? "True" : "False");
        } else if (value == NoneValue.NONE) {
            out.structure("None");
        } else if (value instanceof UndefinedValue) {
            out.structure("Undefined");
        } else {
            budget.enterValue();
            collection(value);
            budget.leaveValue();
        }
    }

    private void collection(Value value) {
        if (value instanceof ListValue list) {
            items("[", list.items(), "]");
        } else if (value instanceof TupleValue tuple) {
            items("(", tuple.items(), tuple.items().size() == 1 ? ",)" : ")");
        } else if (value instanceof DictValue dict) {
            pairs(dict);
        } else if (value instanceof ViewValue view) {
            items(view.typeName().concat("(["), view.items(), "])");
        } else if (value instanceof RangeValue range) {
            String step = range.step() == 1 ? ")" : ", ".concat(Long.toString(range.step())).concat(")");
            out.append("range(" + range.start() + ", " + range.stop() + step, range.trusted());
        } else if (value instanceof NamespaceValue namespace) {
            attributes(namespace);
        } else if (value instanceof FunctionValue function) {
            out.structure("<").structure(function.typeName()).structure(" ").structure(function.name()).structure(">");
        } else {
            out.structure("<").structure(value.typeName()).structure(" object>");
        }
    }

    private void items(String open, List<Value> items, String close) {
        out.structure(open);
        String separator = "";
        for (Value item : items) {
            out.structure(separator);
            repr(item);
            separator = ", ";
        }
        out.structure(close);
    }

    private void pairs(DictValue dict) {
        out.structure("{");
        String separator = "";
        for (DictValue.Entry entry : dict.entries()) {
            out.structure(separator);
            repr(entry.key());
            out.structure(": ");
            repr(entry.value());
            separator = ", ";
        }
        out.structure("}");
    }

    private void attributes(NamespaceValue namespace) {
        out.structure("<Namespace {");
        String separator = "";
        for (Map.Entry<String, Value> entry : namespace.attributes().entrySet()) {
            out.structure(separator).structure("'").structure(entry.getKey()).structure("': ");
            repr(entry.getValue());
            separator = ", ";
        }
        out.structure("}>");
    }

    private void quoted(StringValue string) {
        String text = string.text();
        char quote = text.indexOf('\'') >= 0 && text.indexOf('"') < 0 ? '"' : '\'';
        out.structure(string.markup() ? "Markup(" : "").append(quote, false);
        int plainFrom = 0;
        for (int i = 0; i < text.length(); ) {
            int codePoint = text.codePointAt(i);
            int next = i + Character.charCount(codePoint);
            boolean escaped = codePoint == quote || codePoint == '\\' || !PythonText.isPrintable(codePoint);
            if (escaped) {
                out.append(string.marked(), plainFrom, i);
                out.append(escape(codePoint), string.marked().trustedAt(i));
                plainFrom = next;
            }
            i = next;
        }
        out.append(string.marked(), plainFrom, text.length());
        out.append(quote, false).structure(string.markup() ? ")" : "");
    }

    private static String escape(int codePoint) {
        StringBuilder escape = new StringBuilder("\\");
        switch (codePoint) {
            case '\n' -> escape.append('n');
            case '\r' -> escape.append('r');
            case '\t' -> escape.append('t');
            default -> {
                if (codePoint == '\\' || codePoint == '\'' || codePoint == '"') {
                    escape.append((char) codePoint);
                } else if (codePoint < 0x100) {
                    PythonText.appendHex(escape.append('x'), codePoint, 2);
                } else if (codePoint < 0x10000) {
                    PythonText.appendHex(escape.append('u'), codePoint, 4);
                } else {
                    PythonText.appendHex(escape.append('U'), codePoint, 8);
                }
            }
        }
        return escape.toString();
    }
}
