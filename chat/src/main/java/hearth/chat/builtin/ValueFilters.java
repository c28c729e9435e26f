package hearth.chat.builtin;

import hearth.chat.value.Arguments;
import hearth.chat.value.Arithmetic;
import hearth.chat.value.Budget;
import hearth.chat.value.Conversions;
import hearth.chat.value.FloatValue;
import hearth.chat.value.IntValue;
import hearth.chat.value.JsonText;
import hearth.chat.value.NoneValue;
import hearth.chat.value.Numbers;
import hearth.chat.value.PlainValues;
import hearth.chat.value.Sequences;
import hearth.chat.value.StringValue;
import hearth.chat.value.TemplateFault;
import hearth.chat.value.UndefinedValue;
import hearth.chat.value.Value;
import hearth.json.Json;
import hearth.json.JsonException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.util.List;

/** Filters on single values: defaults, numbers, attributes and JSON. */
final class ValueFilters {
    private static final int MAX_ROUNDING_DIGITS = 400;

    private ValueFilters() {}

    static boolean has(String name) {
        return switch (name) {
            case "default", "d", "int", "float", "abs", "round", "attr", "tojson", "from_json", "fromjson" -> true;
            default -> false;
        };
    }

    static Value apply(String name, Value input, Arguments arguments, Budget budget) {
        return switch (name) {
            case "default", "d" -> {
                Value[] bound = arguments.bind(name, 0, "default_value", "boolean");
                boolean anyFalse = bound[1] != null && bound[1].truthy();
                boolean replaced = input instanceof UndefinedValue || (anyFalse && !input.truthy());
                yield !replaced ? input : bound[0] == null ? StringValue.EMPTY : bound[0];
            }
            case "int" -> integer(input, arguments);
            case "float" -> {
                Value fallback = arguments.bind(name, 0, "default")[0];
                FloatValue number = Conversions.real(input);
                yield number != null ? number : fallback == null ? new FloatValue(0, true) : fallback;
            }
            case "abs" -> {
                arguments.bind(name, 0);
                yield absolute(input);
            }
            case "round" -> round(input, arguments, budget);
            case "attr" -> {
                Value attribute = arguments.bind(name, 1, "name")[0];
                String key = StringMethods.string(attribute, "attribute name must be a string").text();
                if (input instanceof UndefinedValue undefined) {
                    throw undefined.fault();
                }
                Value member = Members.member(input, key);
                yield member == null ? UndefinedValue.ofAttribute(input, key) : member;
            }
            case "tojson" -> toJson(input, arguments, budget);
            default -> {
                arguments.bind(name, 0);
                yield fromJson(input, budget);
            }
        };
    }

    private static Value integer(Value input, Arguments arguments) {
        Value[] bound = arguments.bind("int", 0, "default", "base");
        IntValue number = Conversions.integer(input, bound[1] == null ? 10 : Numbers.clamped(bound[1]));
        if (number == null) {
            FloatValue real = Conversions.real(input);
            number = real == null ? null : Conversions.integer(real, 10);
        }
        return number != null ? number : bound[0] == null ? IntValue.of(0) : bound[0];
    }

    private static Value absolute(Value input) {
        if (input instanceof FloatValue number) {
            return new FloatValue(Math.abs(number.number()), number.trusted());
        }
        if (input instanceof UndefinedValue undefined) {
            throw undefined.fault();
        }
        if (!Numbers.isInteger(input)) {
            throw TemplateFault.runtime("bad operand type for abs(): '" + input.typeName() + "'");
        }
        return new IntValue(Numbers.integer(input).abs(), Numbers.trusted(input));
    }

    private static Value round(Value input, Arguments arguments, Budget budget) {
        Value[] bound = arguments.bind("round", 0, "precision", "method");
        int precision = bound[0] == null ? 0 : Numbers.clamped(bound[0]);
        String method = bound[1] instanceof StringValue string ? string.text() : bound[1] == null ? "common" : "";
        if (!Numbers.isNumber(input)) {
            throw input instanceof UndefinedValue undefined
                    ? undefined.fault()
                    : TemplateFault.runtime("type " + input.typeName() + " doesn't define __round__ method");
        }
        if (Math.abs((long) precision) > MAX_ROUNDING_DIGITS) {
            throw TemplateFault.limit("round asks for more than " + MAX_ROUNDING_DIGITS + " digits");
        }
        boolean trusted = Numbers.trusted(input);
        double number = Numbers.real(input);
        if (method.equals("ceil") || method.equals("floor")) {
            double power = Math.pow(10, precision);
            double whole = method.equals("ceil") ? Math.ceil(number * power) : Math.floor(number * power);
            return new FloatValue(whole / power, trusted);
        }
        if (!method.equals("common")) {
            throw TemplateFault.runtime("method must be common, ceil or floor");
        }
        if (Numbers.isInteger(input)) {
            BigDecimal rounded = new BigDecimal(Numbers.integer(input)).setScale(Math.min(0, precision), RoundingMode.HALF_EVEN);
            BigInteger whole = rounded.toBigInteger();
            return new IntValue(whole, trusted);
        }
        if (Double.isNaN(number) || Double.isInfinite(number)) {
            return input;
        }
        double rounded =
                new BigDecimal(number).setScale(precision, RoundingMode.HALF_EVEN).doubleValue();
        return new FloatValue(Math.copySign(rounded, number), trusted);
    }

    private static Value toJson(Value input, Arguments arguments, Budget budget) {
        Value[] bound =
                arguments.bind("tojson", 0, "ensure_ascii", "indent", "separators", "sort_keys");
        String indent = null;
        if (bound[1] instanceof StringValue string) {
            indent = string.text();
        } else if (bound[1] != null && bound[1] != NoneValue.NONE) {
            Value spaces = Arithmetic.multiply(StringValue.trusted(" "), bound[1], budget);
            indent = ((StringValue) spaces).text();
        }
        String itemSeparator = indent == null ? ", " : ",";
        String keySeparator = ": ";
        if (bound[2] != null && bound[2] != NoneValue.NONE) {
            List<Value> separators = Sequences.items(bound[2], budget);
            if (separators.size() != 2) {
                throw TemplateFault.runtime("tojson: separators must be a pair");
            }
            itemSeparator = StringMethods.string(separators.get(0), "separators must be strings").text();
            keySeparator = StringMethods.string(separators.get(1), "separators must be strings").text();
        }
        boolean ensureAscii = bound[0] != null && bound[0].truthy();
        boolean sortKeys = bound[3] != null && bound[3].truthy();
        JsonText.Layout layout = new JsonText.Layout(ensureAscii, indent, itemSeparator, keySeparator, sortKeys);
        return new StringValue(JsonText.write(input, layout, budget));
    }

    private static Value fromJson(Value input, Budget budget) {
        String text = StringMethods.string(input, "the JSON object must be str, not ").text();
        // "[0,0,...]" makes a value of every second character.
        budget.values(text.length() / 2);
        try {
            return new PlainValues().convert(Json.parse(text));
        } catch (JsonException e) {
            throw TemplateFault.runtime("from_json: " + e.getMessage());
        }
    }
}
