package hearth.studio.mcp.client;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Arguments that a schema wants to see in headers too ({@code x-mcp-header}), by the rules of revision 2026-07-28. */
final class MirroredArguments {
    private static final String KEY = "x-mcp-header";
    private static final Set<String> TYPES = Set.of("string", "integer", "boolean");
    private static final String TOKEN = "[!#$%&'*+.^_`|~0-9A-Za-z-]{1,100}";

    private MirroredArguments() {}

    private record Mirror(List<String> path, String header) {}

    /** What is wrong with the marks of a schema; empty if nothing is. */
    static Optional<String> problem(Map<String, Object> schema) {
        List<Mirror> mirrors = new ArrayList<>();
        try {
            collect(schema, List.of(), mirrors);
        } catch (IllegalArgumentException e) {
            return Optional.of(e.getMessage());
        }
        Set<String> names = new HashSet<>();
        boolean unique = mirrors.stream().allMatch(each -> names.add(each.header().toLowerCase(Locale.ROOT)));
        if (!unique) {
            return Optional.of("two arguments want the same header");
        }
        return marks(schema) == mirrors.size() ? Optional.empty() : Optional.of("an argument that is not always there wants a header");
    }

    /** The headers of a call of a tool whose schema has no problem. */
    static Map<String, String> headers(Map<String, Object> schema, Map<String, Object> arguments) {
        List<Mirror> mirrors = new ArrayList<>();
        collect(schema, List.of(), mirrors);
        Map<String, String> headers = new LinkedHashMap<>();
        for (Mirror mirror : mirrors) {
            Object value = arguments;
            for (String step : mirror.path()) {
                value = value instanceof Map<?, ?> map ? map.get(step) : null;
            }
            if (value instanceof String || value instanceof Long || value instanceof Boolean) {
                headers.put("Mcp-Param-" + mirror.header(), encoded(value.toString()));
            }
        }
        return headers;
    }

    /** A header's value: as it is, or in Base64 if it could be taken for something else. */
    static String encoded(String value) {
        boolean plain = value.chars().allMatch(each -> each >= ' ' && each < 0x7f) && value.equals(value.strip())
                && !(value.startsWith("=?base64?") && value.endsWith("?="));
        return plain ? value : "=?base64?" + Base64.getEncoder().encodeToString(value.getBytes(StandardCharsets.UTF_8)) + "?=";
    }

    private static void collect(Map<String, Object> schema, List<String> path, List<Mirror> mirrors) {
        Object mark = schema.get(KEY);
        if (mark != null) {
            if (path.isEmpty() || !(mark instanceof String name) || !name.matches(TOKEN)) {
                throw new IllegalArgumentException("an argument wants a header whose name is none");
            }
            if (!(schema.get("type") instanceof String type) || !TYPES.contains(type)) {
                throw new IllegalArgumentException("an argument that is no text, whole number or truth value wants a header");
            }
            mirrors.add(new Mirror(path, name));
        }
        Messages.object(schema.get("properties")).orElse(Map.of()).forEach((name, below) -> {
            List<String> longer = new ArrayList<>(path);
            longer.add(name);
            Messages.object(below).ifPresent(each -> collect(each, longer, mirrors));
        });
    }

    /** How often a schema is marked, anywhere; an argument may have the same name as the mark. */
    private static int marks(Object value) {
        return switch (value) {
            case Map<?, ?> map -> (map.get(KEY) instanceof String ? 1 : 0) + map.values().stream().mapToInt(MirroredArguments::marks).sum();
            case List<?> list -> list.stream().mapToInt(MirroredArguments::marks).sum();
            case null, default -> 0;
        };
    }
}
