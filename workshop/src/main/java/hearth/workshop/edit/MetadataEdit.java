package hearth.workshop.edit;

import hearth.format.gguf.GgufFile;
import hearth.format.gguf.GgufMetadata;
import hearth.format.gguf.GgufWriter;
import hearth.format.gguf.MetadataKeys;
import hearth.format.gguf.MetadataValue;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.function.LongConsumer;

/** A change of one metadata key. */
public sealed interface MetadataEdit {
    /** Keys that say how the file itself is built. */
    Set<String> STRUCTURAL =
            Set.of(MetadataKeys.Split.NUMBER, MetadataKeys.Split.COUNT, MetadataKeys.Split.TENSOR_COUNT, MetadataKeys.General.ALIGNMENT);

    String key();

    /** Sets a key, new or not. */
    record Put(String key, MetadataValue value) implements MetadataEdit {}

    /** Removes a key, which must be there. */
    record Remove(String key) implements MetadataEdit {}

    /**
     * Writes a copy with other metadata; it appears whole or not at all, and may take the place of the file that is read. A
     * model in several parts becomes one file.
     *
     * @throws IllegalArgumentException if a key to remove is not there, or a key is one that describes the file itself
     */
    static void write(GgufFile file, List<MetadataEdit> edits, Path target, LongConsumer copied) throws IOException {
        GgufWriter writer = new GgufWriter().putAll(file.metadata().values());
        writer.remove(MetadataKeys.Split.NUMBER).remove(MetadataKeys.Split.COUNT).remove(MetadataKeys.Split.TENSOR_COUNT);
        for (MetadataEdit edit : edits) {
            check(file.metadata(), edit);
            switch (edit) {
                case Put put -> writer.put(put.key(), put.value());
                case Remove remove -> writer.remove(remove.key());
            }
        }
        GgufParts.add(writer, file, file.tensors().values(), new CopyCounter(copied));
        writer.write(target);
    }

    private static void check(GgufMetadata metadata, MetadataEdit edit) {
        if (STRUCTURAL.contains(edit.key())) {
            throw new IllegalArgumentException("key " + edit.key() + " describes the file itself and cannot be edited");
        }
        if (edit instanceof Remove && !metadata.contains(edit.key())) {
            throw new IllegalArgumentException("key " + edit.key() + " is not there");
        }
        if (edit instanceof Remove && edit.key().equals(MetadataKeys.General.ARCHITECTURE)) {
            throw new IllegalArgumentException("without " + edit.key() + " nothing can read the model");
        }
    }
}
