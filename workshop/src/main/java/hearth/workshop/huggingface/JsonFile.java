package hearth.workshop.huggingface;

import hearth.format.InvalidModelException;
import hearth.format.InvalidModelException.Kind;
import hearth.json.Json;
import hearth.json.JsonException;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * One JSON object of a model folder with accessors that name file and key when something is missing or of the wrong type.
 * Where an accessor takes several names, the first that is there counts: models name the same size differently.
 */
public final class JsonFile {
    private static final long MAX_BYTES = 32L << 20;

    private final String file;
    private final String path;
    private final Map<String, Object> values;

    private JsonFile(String file, String path, Map<String, Object> values) {
        this.file = file;
        this.path = path;
        this.values = values;
    }

    /** An object that is already parsed; {@code file} is for messages. */
    public static JsonFile of(String file, Map<String, Object> values) {
        return new JsonFile(file, "", values);
    }

    /**
     * Reads a file that must be there.
     *
     * @throws InvalidModelException if it is missing, too large, or no JSON object
     */
    public static JsonFile read(Path path) {
        return find(path).orElseThrow(
                () -> InvalidModelException.inFile(Kind.MISSING, path.getFileName().toString(), "does not exist in this folder"));
    }

    /** Reads a file if it is there. */
    public static Optional<JsonFile> find(Path path) {
        return text(path).map(text -> {
            String name = path.getFileName().toString();
            try {
                return of(name, Json.parseObject(text));
            } catch (JsonException e) {
                throw InvalidModelException.inFile(Kind.MALFORMED, name, e.getMessage());
            }
        });
    }

    /** A text file if it is there, within the limit of this class. */
    static Optional<String> text(Path path) {
        if (!Files.isRegularFile(path)) {
            return Optional.empty();
        }
        String name = path.getFileName().toString();
        try {
            if (Files.size(path) > MAX_BYTES) {
                throw InvalidModelException.inFile(Kind.TOO_LARGE, name, "has more than " + MAX_BYTES + " bytes");
            }
            return Optional.of(Files.readString(path));
        } catch (CharacterCodingException e) {
            throw InvalidModelException.inFile(Kind.MALFORMED, name, "is not valid UTF-8");
        } catch (IOException e) {
            throw InvalidModelException.unreadable(name, "cannot be read: " + e.getClass().getSimpleName(), e);
        }
    }

    /** Name of the file, for messages. */
    public String file() {
        return file;
    }

    /** A copy in which the members of {@code over} replace those of the same name. */
    public JsonFile with(Map<String, Object> over) {
        Map<String, Object> merged = new LinkedHashMap<>(values);
        merged.putAll(over);
        return new JsonFile(file, path, merged);
    }

    /** With the members of {@code text_config} on top, where there is one: the language part of a larger model. */
    public JsonFile languagePart() {
        return object("text_config").map(text -> with(text.values())).orElse(this);
    }

    /** All members. */
    public Map<String, Object> values() {
        return values;
    }

    /** Whether one of the names is there and not null. */
    public boolean has(String... names) {
        return find(names).isPresent();
    }

    private record Found(String name, Object value) {}

    private Optional<Found> find(String... names) {
        for (String name : names) {
            Object value = values.get(name);
            if (value != null) {
                return Optional.of(new Found(name, value));
            }
        }
        return Optional.empty();
    }

    public int requiredInt(String... names) {
        return optionalInt(names).orElseThrow(() -> missing(names));
    }

    public int intOr(int fallback, String... names) {
        return optionalInt(names).orElse(fallback);
    }

    /** A whole number from 0 to 2^31 - 1. */
    public OptionalInt optionalInt(String... names) {
        Optional<Found> found = find(names);
        if (found.isEmpty()) {
            return OptionalInt.empty();
        }
        Object value = found.get().value();
        if (value instanceof Double real && real == Math.rint(real)) {
            value = real.longValue();
        }
        if (!(value instanceof Long whole) || whole < 0 || whole > Integer.MAX_VALUE) {
            throw error(found.get().name(), "is not a whole number from 0 to " + Integer.MAX_VALUE);
        }
        return OptionalInt.of(whole.intValue());
    }

    public double requiredNumber(String... names) {
        return optionalNumber(names).orElseThrow(() -> missing(names));
    }

    public double numberOr(double fallback, String... names) {
        return optionalNumber(names).orElse(fallback);
    }

    /** A finite number. */
    public Optional<Double> optionalNumber(String... names) {
        return find(names).map(found -> number(found.name(), found.value()));
    }

    private double number(String name, Object value) {
        double number = value instanceof Number some ? some.doubleValue() : Double.NaN;
        if (!Double.isFinite(number)) {
            throw error(name, "is not a finite number");
        }
        return number;
    }

    public boolean flag(String name, boolean fallback) {
        return optionalFlag(name).orElse(fallback);
    }

    public Optional<Boolean> optionalFlag(String name) {
        return find(name).map(found -> {
            if (found.value() instanceof Boolean flag) {
                return flag;
            }
            throw error(name, "is neither true nor false");
        });
    }

    public Optional<String> text(String... names) {
        return find(names).map(found -> {
            if (found.value() instanceof String text) {
                return text;
            }
            throw error(found.name(), "is not a string");
        });
    }

    /** A nested object. */
    public Optional<JsonFile> object(String name) {
        return find(name).map(found -> {
            if (!(found.value() instanceof Map<?, ?> map)) {
                throw error(name, "is not an object");
            }
            Map<String, Object> members = new LinkedHashMap<>();
            map.forEach((key, value) -> members.put(String.valueOf(key), value));
            return new JsonFile(file, path + name + ".", members);
        });
    }

    /** A list of anything. */
    public Optional<List<Object>> list(String name) {
        return find(name).map(found -> {
            if (found.value() instanceof List<?> list) {
                return new ArrayList<Object>(list);
            }
            throw error(name, "is not a list");
        });
    }

    public Optional<List<Double>> numbers(String name) {
        return list(name).map(list -> list.stream().map(value -> number(name, value)).toList());
    }

    public Optional<List<String>> texts(String name) {
        return list(name).map(list -> list.stream().map(value -> {
            if (value instanceof String text) {
                return text;
            }
            throw error(name, "is not a list of strings");
        }).toList());
    }

    /** An error about one key of this file. */
    public InvalidModelException error(String name, String reason) {
        return InvalidModelException.atKey(Kind.MALFORMED, file, path + name, reason);
    }

    /** Correct perhaps, but not something we convert. */
    public InvalidModelException unsupported(String name, String reason) {
        return InvalidModelException.atKey(Kind.UNSUPPORTED, file, path + name, reason);
    }

    private InvalidModelException missing(String... names) {
        return InvalidModelException.atKey(Kind.MISSING, file, path + String.join(" or ", names), "is missing");
    }
}
