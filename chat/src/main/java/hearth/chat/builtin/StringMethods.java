package hearth.chat.builtin;

import hearth.chat.value.Arguments;
import hearth.chat.value.BoolValue;
import hearth.chat.value.Budget;
import hearth.chat.value.DictValue;
import hearth.chat.value.Escapes;
import hearth.chat.value.MarkedText;
import hearth.chat.value.MarkedTextBuilder;
import hearth.chat.value.NoneValue;
import hearth.chat.value.Numbers;
import hearth.chat.value.Printer;
import hearth.chat.value.PythonText;
import hearth.chat.value.Sequences;
import hearth.chat.value.StringValue;
import hearth.chat.value.TemplateFault;
import hearth.chat.value.TextSearch;
import hearth.chat.value.UndefinedValue;
import hearth.chat.value.Value;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The methods of Python's {@code str}; each keeps the marks of the text it passes on. */
final class StringMethods {
    private final StringValue self;
    private final String name;
    private final Arguments arguments;
    private final Budget budget;

    private StringMethods(StringValue self, String name, Arguments arguments, Budget budget) {
        this.self = self;
        this.name = name;
        this.arguments = arguments;
        this.budget = budget;
    }

    static boolean has(String name) {
        return switch (name) {
            case "upper", "lower", "capitalize", "title", "swapcase", "casefold",
                    "strip", "lstrip", "rstrip", "removeprefix", "removesuffix",
                    "split", "rsplit", "splitlines", "partition", "rpartition",
                    "find", "rfind", "index", "rindex", "count", "startswith", "endswith",
                    "center", "ljust", "rjust", "zfill", "expandtabs",
                    "isalpha", "isdigit", "isalnum", "isspace", "isupper", "islower", "istitle", "isnumeric",
                    "isdecimal", "isascii", "isidentifier", "isprintable",
                    "replace", "join", "format", "format_map" -> true;
            default -> false;
        };
    }

    static Value call(StringValue self, String name, Arguments arguments, Budget budget) {
        budget.scan(self.text().length());
        return new StringMethods(self, name, arguments, budget).call();
    }

    private Value call() {
        return switch (name) {
            case "upper", "lower", "capitalize", "title", "swapcase", "casefold" -> {
                arguments.bind(name, 0);
                yield wrap(TextCase.change(self.marked(), name, budget));
            }
            case "strip", "lstrip", "rstrip" -> {
                Value characters = arguments.bind(name, 0, "chars")[0];
                yield wrap(strip(self.marked(), characters, name, budget));
            }
            case "removeprefix", "removesuffix" -> removeAffix();
            case "split", "rsplit", "splitlines", "partition", "rpartition" ->
                new TextSplitting(self, budget).call(name, arguments);
            case "find", "rfind", "index", "rindex", "count", "startswith", "endswith" ->
                TextFinding.call(self, name, arguments, budget);
            case "center", "ljust", "rjust", "zfill", "expandtabs" -> TextPadding.call(self, name, arguments, budget);
            case "replace" -> replaceCall();
            case "join" -> join(self, arguments.bind(name, 1, "iterable")[0], budget);
            case "format" -> BraceFormat.format(self, arguments, budget);
            case "format_map" -> BraceFormat.format(self, mapped(arguments.bind(name, 1, "mapping")[0]), budget);
            default -> {
                arguments.bind(name, 0);
                yield BoolValue.of(TextPredicates.holds(self.text(), name));
            }
        };
    }

    private StringValue wrap(MarkedText text) {
        return new StringValue(text, self.markup());
    }

    /** Strips as {@code name} says; {@code characters} may be null or None for space. */
    static MarkedText strip(MarkedText text, Value characters, String name, Budget budget) {
        boolean blank = characters == null || characters == NoneValue.NONE;
        String set = blank ? null : string(characters, "strip arg must be None or str").text();
        budget.text((blank ? 0 : set.length()) + (long) text.length());
        return PythonText.strip(text, set, !name.equals("rstrip"), !name.equals("lstrip"));
    }

    private Value removeAffix() {
        MarkedText text = self.marked();
        String affix = string(arguments.bind(name, 1, "affix")[0], name.concat("() argument must be str")).text();
        boolean prefix = name.equals("removeprefix");
        boolean found = prefix ? text.text().startsWith(affix) : text.text().endsWith(affix);
        if (!found) {
            return self;
        }
        int length = text.length() - affix.length();
        return wrap(prefix ? text.slice(affix.length(), text.length()) : text.slice(0, length));
    }

    private Value replaceCall() {
        Value[] bound = arguments.bind(name, 2, "old", "new", "count");
        StringValue old = string(bound[0], "replace() argument 1 must be str, not ");
        StringValue fresh = string(bound[1], "replace() argument 2 must be str, not ");
        MarkedText replacement = self.markup() ? Escapes.html(fresh, budget) : fresh.marked();
        int count = bound[2] == null ? -1 : Numbers.clamped(bound[2]);
        return wrap(replace(self.marked(), old.text(), replacement, count, budget));
    }

    /** {@code text.replace(old, fresh, count)}; a negative count replaces all. */
    static MarkedText replace(MarkedText text, String old, MarkedText fresh, int count, Budget budget) {
        String plain = text.text();
        budget.scan(plain.length());
        TextSearch search = new TextSearch(old);
        MarkedTextBuilder out = new MarkedTextBuilder(budget);
        int from = 0;
        int left = count < 0 ? Integer.MAX_VALUE : count;
        int at = left == 0 ? -1 : search.next(plain, 0);
        while (at >= 0 && left-- > 0) {
            out.append(text, from, at).append(fresh);
            budget.step();
            from = at + old.length();
            // An empty text is found before every character and at the end.
            int next = old.isEmpty() ? (at < plain.length() ? at + Character.charCount(plain.codePointAt(at)) : -1) : from;
            at = next < 0 ? -1 : search.next(plain, next);
        }
        return out.append(text, from, plain.length()).build();
    }

    /** {@code separator.join(items)}; every item must be a string. */
    static Value join(StringValue separator, Value items, Budget budget) {
        MarkedTextBuilder out = new MarkedTextBuilder(budget);
        int index = 0;
        for (Value item : Sequences.items(items, budget)) {
            if (index > 0) {
                out.append(separator.marked());
            }
            if (!(item instanceof StringValue) && !separator.markup()) {
                throw TemplateFault.runtime(
                        "sequence item " + index + ": expected str instance, " + item.typeName() + " found");
            }
            out.append(separator.markup() ? Escapes.html(item, budget) : Printer.text(item, budget));
            budget.step();
            index++;
        }
        return new StringValue(out.build(), separator.markup());
    }

    private static Arguments mapped(Value mapping) {
        if (mapping instanceof DictValue dict) {
            Map<String, Value> named = new LinkedHashMap<>();
            for (DictValue.Entry entry : dict.entries()) {
                if (entry.key() instanceof StringValue key) {
                    named.put(key.text(), entry.value());
                }
            }
            return new Arguments(List.of(), named);
        }
        throw TemplateFault.runtime("format_map() argument must be a mapping");
    }

    /** {@code value} as a string, or a type error with {@code message}; one that ends with a space gets the type's name. */
    static StringValue string(Value value, String message) {
        if (value instanceof StringValue string) {
            return string;
        }
        if (value instanceof UndefinedValue undefined) {
            throw undefined.fault();
        }
        throw TemplateFault.runtime(message.endsWith(" ") ? message.concat(value.typeName()) : message);
    }
}
