package hearth.server.wire;

import hearth.server.call.ApiException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;

/**
 * One JSON object of a request, read field by field. A wrong type is an {@link ApiException} with the field's path
 * ({@code messages[2].content}). {@code null} counts as absent. It remembers what was read, so {@link #unread} tells what nobody
 * knows. For one thread.
 */
public final class Fields {
    private final Map<String, Object> values;
    private final String path;
    private final Set<String> read = new LinkedHashSet<>();

    private Fields(Map<String, Object> values, String path) {
        this.values = values;
        this.path = path;
    }

    /** The fields of a whole request. */
    public static Fields of(Map<String, Object> values) {
        return new Fields(values, "");
    }

    /** The fields of an object inside a request, for example an item of a list. */
    public static Fields of(Object value, String path) {
        return new Fields(object(value, path), path);
    }

    /** The path of a field from the request's root. */
    public String path(String name) {
        return path.isEmpty() ? name : path + "." + name;
    }

    public boolean has(String name) {
        return values.get(name) != null;
    }

    /** The plain value, {@code null} if absent. */
    public Object value(String name) {
        read.add(name);
        return values.get(name);
    }

    public String requiredText(String name) {
        return text(name).orElseThrow(() -> ApiException.invalid(path(name), "is required"));
    }

    public Optional<String> text(String name) {
        return switch (value(name)) {
            case null -> Optional.empty();
            case String text -> Optional.of(text);
            case Object other -> throw wrong(name, "a string", other);
        };
    }

    public Optional<Boolean> flag(String name) {
        return switch (value(name)) {
            case null -> Optional.empty();
            case Boolean flag -> Optional.of(flag);
            case Object other -> throw wrong(name, "true or false", other);
        };
    }

    /** A whole number within these bounds, both included. */
    public OptionalLong whole(String name, long min, long max) {
        Object value = value(name);
        if (value == null) {
            return OptionalLong.empty();
        }
        // JSON has one kind of number: 5.0 is whole too.
        long number = switch (value) {
            case Long whole -> whole;
            case Double real when real == Math.rint(real) && Math.abs(real) < 1L << 53 -> real.longValue();
            default -> throw wrong(name, "a whole number", value);
        };
        if (number < min || number > max) {
            throw ApiException.invalid(path(name), "is " + number + " but must be from " + min + " to " + max);
        }
        return OptionalLong.of(number);
    }

    /** As {@link #whole}, for bounds that fit an int. */
    public OptionalInt integer(String name, int min, int max) {
        OptionalLong number = whole(name, min, max);
        return number.isPresent() ? OptionalInt.of((int) number.getAsLong()) : OptionalInt.empty();
    }

    /** A number within these bounds, both included. */
    public OptionalDouble real(String name, double min, double max) {
        Object value = value(name);
        if (value == null) {
            return OptionalDouble.empty();
        }
        if (!(value instanceof Number number)) {
            throw wrong(name, "a number", value);
        }
        double real = number.doubleValue();
        if (!(real >= min && real <= max)) {
            throw ApiException.invalid(path(name), "is " + value + " but must be from " + min + " to " + max);
        }
        return OptionalDouble.of(real);
    }

    /** A list, empty if absent. */
    public List<Object> list(String name, int maxSize) {
        Object value = value(name);
        if (value == null) {
            return List.of();
        }
        if (!(value instanceof List<?> list)) {
            throw wrong(name, "a list", value);
        }
        if (list.size() > maxSize) {
            throw ApiException.invalid(path(name), "has " + list.size() + " items but may have at most " + maxSize);
        }
        return new ArrayList<>(list);
    }

    /** The objects of a list, each with its path. */
    public List<Fields> objects(String name, int maxSize) {
        List<Object> items = list(name, maxSize);
        List<Fields> fields = new ArrayList<>();
        for (int i = 0; i < items.size(); i++) {
            fields.add(of(items.get(i), path(name) + "[" + i + "]"));
        }
        return fields;
    }

    /** A list of strings, or one string alone; empty if absent. */
    public List<String> texts(String name, int maxSize) {
        if (value(name) instanceof String text) {
            return List.of(text);
        }
        List<Object> items = list(name, maxSize);
        for (int i = 0; i < items.size(); i++) {
            if (!(items.get(i) instanceof String)) {
                throw ApiException.invalid(path(name) + "[" + i + "]", "must be a string");
            }
        }
        return items.stream().map(String.class::cast).toList();
    }

    public Optional<Fields> object(String name) {
        Object value = value(name);
        return value == null ? Optional.empty() : Optional.of(of(value, path(name)));
    }

    /** All values as they are; counts them as read. */
    public Map<String, Object> asMap() {
        read.addAll(values.keySet());
        return new LinkedHashMap<>(values);
    }

    /** Names of fields with a value that nobody asked for. */
    public List<String> unread() {
        return values.keySet().stream()
                .filter(name -> !read.contains(name) && values.get(name) != null)
                .map(this::path)
                .toList();
    }

    /** A field that is known but has no effect here: anything but one of these values (or absence) is refused by name. */
    public void refuse(String name, String why, Object... harmless) {
        Object value = value(name);
        if (value != null && !List.of(harmless).contains(value)) {
            throw ApiException.unsupported(path(name), why);
        }
    }

    /** The error for a value of the wrong type. */
    public ApiException wrong(String name, String expected, Object value) {
        return ApiException.invalid(path(name), "must be " + expected + ", not " + kind(value));
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> object(Object value, String path) {
        if (value instanceof Map<?, ?> map) {
            return (Map<String, Object>) map;
        }
        throw ApiException.invalid(path, "must be an object, not " + kind(value));
    }

    private static String kind(Object value) {
        return switch (value) {
            case null -> "null";
            case String _ -> "a string";
            case Boolean _ -> "true or false";
            case Number _ -> "a number";
            case List<?> _ -> "a list";
            default -> "an object";
        };
    }
}
