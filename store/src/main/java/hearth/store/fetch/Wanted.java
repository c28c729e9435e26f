package hearth.store.fetch;

import hearth.store.Digest;
import java.net.URI;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * A file to download.
 *
 * @param uri where it is; asked anew for each part, because signed addresses behind a redirect expire
 * @param headers sent along; {@code Authorization} only to the first host
 * @param digest its content, when known beforehand
 * @param sizeBytes its length, when known beforehand
 * @param label what to call it in progress reports
 */
public record Wanted(URI uri, Map<String, String> headers, Optional<Digest> digest, OptionalLong sizeBytes, String label) {
    public Wanted {
        headers = Map.copyOf(headers);
    }

    /** What its unfinished download is filed under. */
    Digest key() {
        return digest.orElseGet(() -> Partial.keyOf(uri));
    }
}
