package hearth.server.http;

import hearth.server.wire.ErrorForm;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * One line of the route table.
 *
 * @param path segments, of which {@code {name}} matches any one and {@code {name...}}, at the end, one or more
 * @param access who may call it
 * @param errors how its failures are written
 */
public record Route(String method, String path, Access access, ErrorForm errors, Endpoint endpoint) {
    private static final String REST = "...}";

    /** Who may call a route. */
    public enum Access {
        /** Everyone who can reach the server. */
        OPEN,
        /** Who has a token, when the server has tokens. */
        TOKEN
    }

    /** What {@code {name}} stands for in this path; empty if the path is another. */
    Optional<Map<String, String>> match(List<String> segments) {
        List<String> own = segments(path);
        boolean rest = !own.isEmpty() && own.getLast().endsWith(REST);
        if (rest ? segments.size() < own.size() : segments.size() != own.size()) {
            return Optional.empty();
        }
        Map<String, String> found = new LinkedHashMap<>();
        for (int i = 0; i < own.size(); i++) {
            String wanted = own.get(i);
            if (wanted.endsWith(REST)) {
                found.put(wanted.substring(1, wanted.length() - REST.length()),
                        String.join("/", segments.subList(i, segments.size())));
            } else if (wanted.startsWith("{")) {
                found.put(wanted.substring(1, wanted.length() - 1), segments.get(i));
            } else if (!wanted.equals(segments.get(i))) {
                return Optional.empty();
            }
        }
        return Optional.of(found);
    }

    /** The parts of a path between slashes; a slash at the end makes an empty last one, except for the root. */
    static List<String> segments(String path) {
        List<String> segments = new ArrayList<>(List.of(path.split("/", -1)));
        segments.removeFirst();
        if (segments.size() == 1 && segments.getFirst().isEmpty()) {
            segments.clear();
        }
        return segments;
    }
}
