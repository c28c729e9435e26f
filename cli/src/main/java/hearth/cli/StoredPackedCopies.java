package hearth.cli;

import hearth.engine.packed.PackedCopies;
import hearth.engine.packed.PackedPlace;
import hearth.store.ModelStore;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * The packed copies of stored models. Other files have none: nothing tells for certain that they are still what was packed.
 *
 * @param lines hears of copies that are not used
 */
record StoredPackedCopies(ModelStore store, Consumer<String> lines) implements PackedCopies {
    @Override
    public Optional<PackedPlace> place(Path weights) {
        return store.blobAt(weights).map(blob -> new PackedPlace(store.layout().packed(blob), blob.toString()));
    }

    @Override
    public void ignored(Path copy, String reason) {
        lines.accept("the packed copy is not used (" + reason + "); 'hearth pack' makes it anew");
    }
}
