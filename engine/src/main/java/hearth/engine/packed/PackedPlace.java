package hearth.engine.packed;

import java.nio.file.Path;
import java.util.Objects;

/**
 * Where the packed copies of one model lie, one for each layout.
 *
 * @param prefix of the files' paths; a dash and the layout follow
 * @param source what is in the model's file, to the last bit: its digest
 */
public record PackedPlace(Path prefix, String source) {
    public PackedPlace {
        Objects.requireNonNull(prefix, "prefix");
        Objects.requireNonNull(source, "source");
    }

    /** The file of the copy in this layout. */
    public Path file(String layout) {
        return prefix.resolveSibling(prefix.getFileName() + "-" + layout);
    }
}
