package hearth.server.library;

import hearth.store.Digest;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * How a new model is made.
 *
 * @param from a model to take over everything from
 * @param files names and blobs to make it of instead
 * @param parameters over those of {@code from}
 * @param licenses after those of {@code from}
 * @param messages instead of those of {@code from}
 */
public record ModelRecipe(
        Optional<String> from,
        Map<String, Digest> files,
        Optional<String> template,
        Optional<String> system,
        List<String> licenses,
        Map<String, Object> parameters,
        Optional<List<Object>> messages) {
    public ModelRecipe {
        files = Collections.unmodifiableMap(new LinkedHashMap<>(files));
        licenses = List.copyOf(licenses);
        parameters = Collections.unmodifiableMap(new LinkedHashMap<>(parameters));
    }
}
