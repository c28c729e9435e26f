package hearth.engine.adapter;

import hearth.format.gguf.GgufFile;
import java.nio.file.Path;
import java.util.Objects;
import java.util.function.Supplier;

/**
 * A low-rank adapter to load with a model.
 *
 * @param source opens its GGUF file; called once for each load
 * @param scale factor on what the adapter says of itself; 0 = as if it were not there
 */
public record AdapterOptions(Supplier<GgufFile> source, float scale) {
    public AdapterOptions {
        Objects.requireNonNull(source, "source");
        if (!Float.isFinite(scale)) {
            throw new IllegalArgumentException("the scale of an adapter is " + scale + " but must be finite");
        }
    }

    /** The adapter of a GGUF file, at full strength. */
    public static AdapterOptions of(Path file) {
        return new AdapterOptions(() -> GgufFile.open(file), 1);
    }

    public AdapterOptions withScale(float value) {
        return new AdapterOptions(source, value);
    }
}
