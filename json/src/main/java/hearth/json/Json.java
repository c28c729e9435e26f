package hearth.json;

import java.io.Reader;
import java.io.StringReader;
import java.io.StringWriter;
import java.io.Writer;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.core.util.DefaultPrettyPrinter;

/**
 * Reads and writes JSON as plain values: {@code Map<String, Object>} (in the order of the text), {@code List<Object>},
 * {@code String}, {@code Long}, {@code BigInteger}, {@code Double}, {@code Boolean} and {@code null}.
 *
 * <p>Untrusted text is bounded: nesting to 128 levels, numbers to 1,000 digits, no duplicate keys.
 */
public final class Json {
    private static final int MAX_NESTING = 128;
    private static final JsonFactory FACTORY = JsonFactory.builder()
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(MAX_NESTING)
                    .maxNumberLength(1_000)
                    .maxStringLength(64 << 20)
                    .build())
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .build();

    private Json() {}

    /** Parses one JSON value and requires the text to end there. */
    public static Object parse(String text) {
        return parse(new StringReader(text));
    }

    /** Parses one JSON value and requires the text to end there; {@code reader} is left open. */
    public static Object parse(Reader reader) {
        try (JsonParser parser = FACTORY.createParser(ObjectReadContext.empty(), reader)) {
            JsonToken first = parser.nextToken();
            if (first == null) {
                throw new JsonException("empty JSON text");
            }
            Object value = value(parser, first);
            if (parser.nextToken() != null) {
                throw new JsonException("text goes on after the JSON value");
            }
            return value;
        } catch (JacksonException e) {
            throw new JsonException("not valid JSON: " + e.getOriginalMessage(), e);
        }
    }

    /** Parses one JSON object. */
    @SuppressWarnings("unchecked")
    public static Map<String, Object> parseObject(String text) {
        if (parse(text) instanceof Map<?, ?> map) {
            return (Map<String, Object>) map;
        }
        throw new JsonException("expected a JSON object");
    }

    /** Parses one JSON array. */
    @SuppressWarnings("unchecked")
    public static List<Object> parseArray(String text) {
        if (parse(text) instanceof List<?> list) {
            return (List<Object>) list;
        }
        throw new JsonException("expected a JSON array");
    }

    /** Writes {@code value} on one line; numbers, maps, lists, arrays of int, strings, booleans and null are understood. */
    public static String write(Object value) {
        return write(value, false);
    }

    /** Writes {@code value} over several lines, indented by two spaces. */
    public static String writePretty(Object value) {
        return write(value, true);
    }

    private static String write(Object value, boolean pretty) {
        StringWriter out = new StringWriter();
        write(value, out, pretty);
        return out.toString();
    }

    private static void write(Object value, Writer out, boolean pretty) {
        ObjectWriteContext context = pretty
                ? new ObjectWriteContext.Base() {
                    @Override
                    public tools.jackson.core.PrettyPrinter getPrettyPrinter() {
                        return new DefaultPrettyPrinter();
                    }
                }
                : ObjectWriteContext.empty();
        try (JsonGenerator generator = FACTORY.createGenerator(context, out)) {
            write(generator, value);
        }
    }

    private static Object value(JsonParser parser, JsonToken token) {
        return switch (token) {
            case START_OBJECT -> {
                Map<String, Object> map = new LinkedHashMap<>();
                while (parser.nextToken() != JsonToken.END_OBJECT) {
                    String name = parser.currentName();
                    map.put(name, value(parser, parser.nextToken()));
                }
                yield map;
            }
            case START_ARRAY -> {
                List<Object> list = new ArrayList<>();
                for (JsonToken next = parser.nextToken(); next != JsonToken.END_ARRAY; next = parser.nextToken()) {
                    list.add(value(parser, next));
                }
                yield list;
            }
            case VALUE_STRING -> parser.getString();
            case VALUE_NUMBER_INT -> {
                BigInteger number = parser.getBigIntegerValue();
                if (number.bitLength() < Long.SIZE) {
                    yield number.longValue();
                }
                yield number;
            }
            case VALUE_NUMBER_FLOAT -> parser.getDoubleValue();
            case VALUE_TRUE -> Boolean.TRUE;
            case VALUE_FALSE -> Boolean.FALSE;
            case VALUE_NULL -> null;
            default -> throw new JsonException("unexpected " + token + " in JSON");
        };
    }

    private static void write(JsonGenerator generator, Object value) {
        switch (value) {
            case null -> generator.writeNull();
            case Map<?, ?> map -> {
                generator.writeStartObject();
                map.forEach((key, item) -> {
                    generator.writeName(String.valueOf(key));
                    write(generator, item);
                });
                generator.writeEndObject();
            }
            case Iterable<?> list -> {
                generator.writeStartArray();
                list.forEach(item -> write(generator, item));
                generator.writeEndArray();
            }
            case int[] numbers -> generator.writeArray(numbers, 0, numbers.length);
            case String text -> generator.writeString(text);
            case Boolean flag -> generator.writeBoolean(flag);
            case Integer number -> generator.writeNumber(number);
            case Long number -> generator.writeNumber(number);
            case BigInteger number -> generator.writeNumber(number);
            case Float number -> generator.writeNumber(number);
            case Double number -> generator.writeNumber(number);
            default -> throw new JsonException("no JSON form for " + value.getClass().getName());
        }
    }
}
