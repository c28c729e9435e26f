package hearth.server.http;

import hearth.server.wire.ErrorForm;
import java.util.List;
import java.util.Map;

/**
 * How errors are written below the paths of each dialect, for paths that don't exist there.
 *
 * @param byPrefix forms by the beginning of the path, such as {@code v1/messages}, without slashes at the ends
 * @param otherwise for all other paths
 */
public record ErrorForms(Map<String, ErrorForm> byPrefix, ErrorForm otherwise) {
    public ErrorForms {
        byPrefix = Map.copyOf(byPrefix);
    }

    /** The form of the longest prefix. */
    ErrorForm of(List<String> segments) {
        for (int count = segments.size(); count > 0; count--) {
            ErrorForm form = byPrefix.get(String.join("/", segments.subList(0, count)));
            if (form != null) {
                return form;
            }
        }
        return otherwise;
    }
}
