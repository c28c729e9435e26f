package hearth.tokenizer.huggingface;

import hearth.json.Json;
import hearth.json.JsonException;
import hearth.tokenizer.InvalidVocabularyException;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A value in a JSON file that knows where it is, so that what is wrong with it can be named.
 *
 * @param place file and path, like {@code tokenizer.json: model.vocab}
 * @param value as {@link Json} gives it
 */
record JsonValue(String place, Object value) {
    private static final long MAX_FILE_BYTES = 256L << 20;

    /** @throws InvalidVocabularyException if the file is too large or no JSON object */
    static JsonValue read(Path file) throws IOException {
        String name = String.valueOf(file.getFileName());
        long size = Files.size(file);
        if (size > MAX_FILE_BYTES) {
            throw new InvalidVocabularyException(name + " has " + size + " bytes, more than " + MAX_FILE_BYTES);
        }
        try (Reader reader = Files.newBufferedReader(file)) {
            JsonValue root = new JsonValue(name + ":", Json.parse(reader));
            if (!(root.value instanceof Map)) {
                throw root.wrong("an object");
            }
            return root;
        } catch (JsonException e) {
            throw new InvalidVocabularyException(name + " is " + e.getMessage());
        }
    }

    InvalidVocabularyException wrong(String wanted) {
        return new InvalidVocabularyException(place + " is not " + wanted);
    }

    InvalidVocabularyException unsupported(String what) {
        return new InvalidVocabularyException(place + ": " + what);
    }

    /** The member of this name, unless it is missing or null. */
    Optional<JsonValue> find(String name) {
        return Optional.ofNullable(object().get(name)).map(member -> new JsonValue(place + " " + name, member));
    }

    JsonValue required(String name) {
        return find(name).orElseThrow(() -> new InvalidVocabularyException(place + " " + name + " is missing"));
    }

    Map<?, ?> object() {
        if (value instanceof Map<?, ?> map) {
            return map;
        }
        throw wrong("an object");
    }

    boolean isObject() {
        return value instanceof Map;
    }

    boolean isText() {
        return value instanceof String;
    }

    boolean isList() {
        return value instanceof List;
    }

    List<?> rawList() {
        if (value instanceof List<?> list) {
            return list;
        }
        throw wrong("a list");
    }

    List<JsonValue> list() {
        List<?> raw = rawList();
        List<JsonValue> items = new ArrayList<>(raw.size());
        for (int i = 0; i < raw.size(); i++) {
            items.add(new JsonValue(place + "[" + i + "]", raw.get(i)));
        }
        return items;
    }

    String text() {
        if (value instanceof String text) {
            return text;
        }
        throw wrong("a text");
    }

    int wholeNumber() {
        if (value instanceof Long number && number >= 0 && number <= Integer.MAX_VALUE) {
            return number.intValue();
        }
        throw wrong("a whole number from 0 on");
    }

    float number() {
        if (value instanceof Number number) {
            return number.floatValue();
        }
        throw wrong("a number");
    }

    boolean flag() {
        if (value instanceof Boolean flag) {
            return flag;
        }
        throw wrong("true or false");
    }

    boolean flag(String name, boolean fallback) {
        return find(name).map(JsonValue::flag).orElse(fallback);
    }

    String text(String name, String fallback) {
        return find(name).map(JsonValue::text).orElse(fallback);
    }

    /** The name of the kind of component this is. */
    String type() {
        return required("type").text();
    }

    /** This component, or the parts of it if it is a sequence of others, however deep. */
    List<JsonValue> steps(String partsName) {
        if (!type().equals("Sequence")) {
            return List.of(this);
        }
        List<JsonValue> steps = new ArrayList<>();
        for (JsonValue part : required(partsName).list()) {
            steps.addAll(part.steps(partsName));
        }
        return steps;
    }
}
