package hearth.chat.builtin;

import hearth.chat.value.Arguments;
import hearth.chat.value.Arithmetic;
import hearth.chat.value.Budget;
import hearth.chat.value.DictValue;
import hearth.chat.value.Escapes;
import hearth.chat.value.IntValue;
import hearth.chat.value.MarkedText;
import hearth.chat.value.MarkedTextBuilder;
import hearth.chat.value.NoneValue;
import hearth.chat.value.Numbers;
import hearth.chat.value.Printer;
import hearth.chat.value.Sequences;
import hearth.chat.value.StringValue;
import hearth.chat.value.TemplateFault;
import hearth.chat.value.TupleValue;
import hearth.chat.value.Value;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Filters that give text. */
final class TextFilters {
    private TextFilters() {}

    static boolean has(String name) {
        return switch (name) {
            case "upper", "lower", "capitalize", "title", "trim", "string", "safe", "e", "escape", "forceescape",
                    "replace", "indent", "center", "format", "truncate", "wordcount", "urlencode", "join" -> true;
            default -> false;
        };
    }

    static Value apply(String name, Value input, Arguments arguments, Budget budget) {
        return switch (name) {
            case "upper", "lower", "capitalize", "title" -> {
                arguments.bind(name, 0);
                yield changeCase(input, name, budget);
            }
            case "trim" -> {
                Value characters = arguments.bind(name, 0, "chars")[0];
                yield like(input, StringMethods.strip(text(input, budget), characters, "strip", budget));
            }
            case "string" -> {
                arguments.bind(name, 0);
                yield like(input, text(input, budget));
            }
            case "safe" -> {
                arguments.bind(name, 0);
                yield new StringValue(text(input, budget), true);
            }
            case "e", "escape" -> {
                arguments.bind(name, 0);
                yield new StringValue(Escapes.html(input, budget), true);
            }
            case "forceescape" -> {
                arguments.bind(name, 0);
                yield new StringValue(Escapes.html(text(input, budget), budget), true);
            }
            case "replace" -> replace(input, arguments, budget);
            case "indent" -> indent(input, arguments, budget);
            case "center" -> {
                Value width = arguments.bind(name, 0, "width")[0];
                int columns = width == null ? 80 : Numbers.clamped(width);
                MarkedText space = MarkedText.trusted(" ");
                yield like(input, TextPadding.pad(text(input, budget), columns, space, name, budget));
            }
            case "format" -> format(input, arguments, budget);
            case "truncate" -> truncate(input, arguments, budget);
            case "wordcount" -> {
                arguments.bind(name, 0);
                yield wordCount(text(input, budget).text(), budget);
            }
            case "urlencode" -> {
                arguments.bind(name, 0);
                yield urlEncode(input, budget);
            }
            default -> join(input, arguments, budget);
        };
    }

    /** The input as text; a string stays what it is. */
    private static MarkedText text(Value input, Budget budget) {
        MarkedText text = Printer.text(input, budget);
        budget.scan(text.length());
        return text;
    }

    private static StringValue like(Value input, MarkedText text) {
        return new StringValue(text, input instanceof StringValue string && string.markup());
    }

    private static Value changeCase(Value input, String name, Budget budget) {
        MarkedText text = text(input, budget);
        return like(
                input,
                name.equals("title")
                        ? text.withText(TextCase.jinjaTitle(text.text()))
                        : TextCase.change(text, name, budget));
    }

    private static Value replace(Value input, Arguments arguments, Budget budget) {
        Value[] bound = arguments.bind("replace", 2, "old", "new", "count");
        boolean all = bound[2] == null || bound[2] == NoneValue.NONE;
        return new StringValue(StringMethods.replace(
                text(input, budget),
                text(bound[0], budget).text(),
                text(bound[1], budget),
                all ? -1 : Numbers.clamped(bound[2]),
                budget));
    }

    private static Value indent(Value input, Arguments arguments, Budget budget) {
        Value[] bound = arguments.bind("indent", 0, "width", "first", "blank");
        MarkedText indent = MarkedText.trusted("    ");
        if (bound[0] instanceof StringValue string) {
            indent = string.marked();
        } else if (bound[0] != null) {
            Value spaces = Arithmetic.multiply(StringValue.trusted(" "), bound[0], budget);
            indent = ((StringValue) spaces).marked();
        }
        boolean first = bound[1] != null && bound[1].truthy();
        boolean blank = bound[2] != null && bound[2].truthy();
        // Jinja adds a newline first, so that a last line without one counts as a line.
        Value ended = Arithmetic.add(input, StringValue.trusted("\n"), budget);
        Value lines = new TextSplitting((StringValue) ended, budget).call("splitlines", Arguments.NONE);
        MarkedTextBuilder out = new MarkedTextBuilder(budget);
        int index = 0;
        for (Value item : Sequences.items(lines, budget)) {
            MarkedText line = ((StringValue) item).marked();
            out.append(index > 0 ? "\n" : "", true);
            if (index == 0 ? first : blank || !line.isEmpty()) {
                out.append(indent);
            }
            out.append(line);
            index++;
        }
        return like(input, out.build());
    }

    private static Value format(Value input, Arguments arguments, Budget budget) {
        boolean named = !arguments.named().isEmpty();
        if (named && !arguments.positional().isEmpty()) {
            throw TemplateFault.runtime("can't handle positional and keyword arguments at the same time");
        }
        Value values = TupleValue.of(arguments.positional());
        if (named) {
            DictValue dict = new DictValue();
            for (Map.Entry<String, Value> entry : arguments.named().entrySet()) {
                dict.put(StringValue.untrusted(entry.getKey()), entry.getValue());
            }
            values = dict;
        }
        return Arithmetic.modulo(like(input, text(input, budget)), values, budget);
    }

    private static Value truncate(Value input, Arguments arguments, Budget budget) {
        Value[] bound = arguments.bind("truncate", 0, "length", "killwords", "end", "leeway");
        int length = bound[0] == null ? 255 : Numbers.clamped(bound[0]);
        int leeway = bound[3] == null || bound[3] == NoneValue.NONE ? 5 : Numbers.clamped(bound[3]);
        MarkedText end = bound[2] == null ? MarkedText.trusted("...") : text(bound[2], budget);
        int inputLength = Sequences.length(input);
        if (inputLength < 0) {
            throw TemplateFault.runtime("object of type '" + input.typeName() + "' has no len()");
        }
        if (length < end.codePointCount() || leeway < 0) {
            throw TemplateFault.runtime("truncate: expected length >= " + end.codePointCount() + " and leeway >= 0");
        }
        if (inputLength <= (long) length + leeway) {
            return input;
        }
        MarkedText text = StringMethods.string(input, "can only truncate a string").marked();
        MarkedText kept = text.slice(0, text.offsetOf(length - end.codePointCount()));
        boolean killWords = bound[1] != null && bound[1].truthy();
        int space = kept.text().lastIndexOf(' ');
        if (!killWords && space >= 0) {
            kept = kept.slice(0, space);
        }
        return like(input, new MarkedTextBuilder(budget).append(kept).append(end).build());
    }

    private static Value wordCount(String text, Budget budget) {
        budget.scan(8L * text.length());
        int words = 0;
        boolean inWord = false;
        for (int i = 0; i < text.length(); ) {
            int codePoint = text.codePointAt(i);
            boolean wordPart = codePoint == '_' || TextPredicates.holds(Character.toString(codePoint), "isalnum");
            words += wordPart && !inWord ? 1 : 0;
            inWord = wordPart;
            i += Character.charCount(codePoint);
        }
        return IntValue.of(words);
    }

    private static Value urlEncode(Value input, Budget budget) {
        if (input instanceof StringValue || !Sequences.isIterable(input)) {
            return new StringValue(percentEncode(text(input, budget), "/", budget));
        }
        List<Value> pairs = input instanceof DictValue dict
                ? DictMethods.view(dict, "items", budget)
                : Sequences.items(input, budget);
        MarkedTextBuilder out = new MarkedTextBuilder(budget);
        for (Value pair : pairs) {
            List<Value> items = Sequences.items(pair, budget);
            if (items.size() != 2) {
                throw TemplateFault.runtime("urlencode: expected pairs");
            }
            out.append(out.length() > 0 ? "&" : "", true);
            out.append(percentEncode(text(items.get(0), budget), "", budget)).append("=", true);
            out.append(percentEncode(text(items.get(1), budget), "", budget));
        }
        return new StringValue(out.build());
    }

    /** {@code safe} bytes stay; without any, as in a query, a space becomes a plus. */
    private static MarkedText percentEncode(MarkedText text, String safe, Budget budget) {
        MarkedTextBuilder out = new MarkedTextBuilder(budget);
        for (byte unit : text.text().getBytes(StandardCharsets.UTF_8)) {
            boolean plain = unit > 0 && (Character.isLetterOrDigit(unit) || "_.-~".indexOf(unit) >= 0);
            if (plain || (unit > 0 && safe.indexOf(unit) >= 0)) {
                out.append((char) unit, text.allTrusted());
            } else if (unit == ' ' && safe.isEmpty()) {
                out.append('+', text.allTrusted());
            } else {
                String hex = Integer.toHexString(0x100 | (unit & 0xff)).substring(1);
                out.append("%".concat(hex.toUpperCase(Locale.ROOT)), text.allTrusted());
            }
        }
        return out.build();
    }

    private static Value join(Value input, Arguments arguments, Budget budget) {
        Value[] bound = arguments.bind("join", 0, "d", "attribute");
        List<Value> items = Sequences.items(input, budget);
        if (bound[1] != null && bound[1] != NoneValue.NONE) {
            List<Value> attributes = new ArrayList<>(items.size());
            budget.references(items.size());
            for (Value item : items) {
                attributes.add(Attributes.of(bound[1], null).read(item, budget));
            }
            items = attributes;
        }
        MarkedText separator = bound[0] == null ? MarkedText.trusted("") : text(bound[0], budget);
        MarkedTextBuilder out = new MarkedTextBuilder(budget);
        Printer printer = new Printer(out, budget);
        boolean first = true;
        for (Value item : items) {
            if (!first) {
                out.append(separator);
            }
            first = false;
            budget.step();
            printer.str(item);
        }
        return new StringValue(out.build());
    }
}
