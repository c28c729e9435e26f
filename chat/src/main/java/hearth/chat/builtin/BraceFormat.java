package hearth.chat.builtin;

import hearth.chat.value.Arguments;
import hearth.chat.value.Budget;
import hearth.chat.value.Escapes;
import hearth.chat.value.Formats;
import hearth.chat.value.IntValue;
import hearth.chat.value.MarkedText;
import hearth.chat.value.MarkedTextBuilder;
import hearth.chat.value.Printer;
import hearth.chat.value.StringValue;
import hearth.chat.value.TemplateFault;
import hearth.chat.value.Value;

/** Python's {@code str.format}; fields reach attributes only through {@link Members}, so no object can be walked out of. */
final class BraceFormat {
    private static final int MAX_DEPTH = 2;

    private final Arguments arguments;
    private final boolean markup;
    private final Budget budget;
    private int nextAutomatic;

    private BraceFormat(Arguments arguments, boolean markup, Budget budget) {
        this.arguments = arguments;
        this.markup = markup;
        this.budget = budget;
    }

    static Value format(StringValue format, Arguments arguments, Budget budget) {
        BraceFormat work = new BraceFormat(arguments, format.markup(), budget);
        return new StringValue(work.run(format.marked(), MAX_DEPTH), format.markup());
    }

    private MarkedText run(MarkedText format, int depth) {
        if (depth == 0) {
            throw TemplateFault.runtime("Max string recursion exceeded");
        }
        String text = format.text();
        MarkedTextBuilder out = new MarkedTextBuilder(budget);
        int i = 0;
        while (i < text.length()) {
            char unit = text.charAt(i);
            if (unit != '{' && unit != '}') {
                int end = i;
                while (end < text.length() && text.charAt(end) != '{' && text.charAt(end) != '}') {
                    end++;
                }
                out.append(format, i, end);
                i = end;
            } else if (i + 1 < text.length() && text.charAt(i + 1) == unit) {
                out.append(format, i, i + 1);
                i += 2;
            } else if (unit == '}') {
                throw TemplateFault.runtime("Single '}' encountered in format string");
            } else {
                int close = closing(text, i);
                out.append(field(format.slice(i + 1, close), depth));
                i = close + 1;
            }
            budget.step();
        }
        return out.build();
    }

    private static int closing(String text, int open) {
        int nesting = 0;
        for (int i = open; i < text.length(); i++) {
            if (text.charAt(i) == '{') {
                nesting++;
            } else if (text.charAt(i) == '}' && --nesting == 0) {
                return i;
            }
        }
        throw TemplateFault.runtime("Single '{' encountered in format string");
    }

    /** One field without its braces: {@code name[!conversion][:spec]}. */
    private MarkedText field(MarkedText field, int depth) {
        String text = field.text();
        int end = 0;
        boolean bracket = false;
        while (end < text.length() && (bracket || (text.charAt(end) != ':' && text.charAt(end) != '!'))) {
            bracket = text.charAt(end) == '[' || (bracket && text.charAt(end) != ']');
            end++;
        }
        Value value = lookUp(text.substring(0, end));
        char conversion = 0;
        if (end < text.length() && text.charAt(end) == '!') {
            conversion = end + 1 < text.length() ? text.charAt(end + 1) : 0;
            end += 2;
            if (end < text.length() && text.charAt(end) != ':') {
                throw TemplateFault.runtime("expected ':' after conversion specifier");
            }
        }
        String spec = end < text.length() ? run(field.slice(end + 1, text.length()), depth - 1).text() : "";
        return convert(value, conversion, spec);
    }

    private MarkedText convert(Value value, char conversion, String spec) {
        Value converted =
                switch (conversion) {
                    case 0 -> value;
                    case 's' -> new StringValue(Printer.text(value, budget));
                    case 'r', 'a' -> new StringValue(Printer.repr(value, budget));
                    default -> throw TemplateFault.runtime("Unknown conversion specifier '" + conversion + "'");
                };
        if (markup && spec.isEmpty()) {
            return Escapes.html(converted, budget);
        }
        MarkedText text = spec.isEmpty() ? Printer.text(converted, budget) : Formats.format(converted, spec, budget);
        return markup ? Escapes.html(text, budget) : text;
    }

    private Value lookUp(String path) {
        int end = 0;
        while (end < path.length() && path.charAt(end) != '.' && path.charAt(end) != '[') {
            end++;
        }
        Value value = first(path.substring(0, end));
        while (end < path.length()) {
            budget.step();
            boolean item = path.charAt(end) == '[';
            int from = ++end;
            while (end < path.length() && (item ? path.charAt(end) != ']' : ".[".indexOf(path.charAt(end)) < 0)) {
                end++;
            }
            String name = path.substring(from, end);
            value = item ? Members.item(value, key(name), budget) : Members.attribute(value, name);
            end += item ? 1 : 0;
        }
        return value;
    }

    private Value first(String name) {
        boolean automatic = name.isEmpty();
        if (automatic || isIndex(name)) {
            int index = automatic ? nextAutomatic++ : Integer.parseInt(name);
            if (index >= arguments.positional().size()) {
                throw TemplateFault.runtime(
                        "Replacement index " + index + " out of range for positional args tuple");
            }
            return arguments.positional().get(index);
        }
        Value named = arguments.named().get(name);
        if (named == null) {
            throw TemplateFault.runtime("KeyError: '" + name + "'");
        }
        return named;
    }

    private static Value key(String name) {
        return isIndex(name) ? IntValue.of(Integer.parseInt(name)) : StringValue.trusted(name);
    }

    private static boolean isIndex(String name) {
        boolean digits = !name.isEmpty() && name.length() < 9;
        for (int i = 0; i < name.length() && digits; i++) {
            digits = name.charAt(i) >= '0' && name.charAt(i) <= '9';
        }
        return digits;
    }
}
