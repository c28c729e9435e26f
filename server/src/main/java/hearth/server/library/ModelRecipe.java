package hearth.server.library;

import hearth.store.Digest;
import hearth.workshop.quantize.FileType;
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
 * @param adapters names and blobs of low-rank adapters, put behind those of {@code from}
 * @param quantize file type to write the weights in; empty = as they are
 * @param parameters over those of {@code from}
 * @param licenses after those of {@code from}
 * @param messages instead of those of {@code from}
 */
public record ModelRecipe(
        Optional<String> from,
        Map<String, Digest> files,
        Map<String, Digest> adapters,
        Optional<FileType> quantize,
        Optional<String> template,
        Optional<String> system,
        List<String> licenses,
        Map<String, Object> parameters,
        Optional<List<Object>> messages) {
    public ModelRecipe {
        adapters = Collections.unmodifiableMap(new LinkedHashMap<>(adapters));
        files = Collections.unmodifiableMap(new LinkedHashMap<>(files));
        licenses = List.copyOf(licenses);
        parameters = Collections.unmodifiableMap(new LinkedHashMap<>(parameters));
    }
}
