package hearth.engine;

import hearth.compute.Backend;
import hearth.compute.WeightPacking;
import hearth.engine.model.Weights;
import hearth.engine.packed.PackedCopies;
import hearth.engine.packed.PackedCopy;
import hearth.engine.packed.PackedMatrices;
import hearth.engine.packed.PackedPlace;
import hearth.engine.packed.PackedWriter;
import hearth.format.InvalidModelException;
import hearth.format.gguf.GgufFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.LongConsumer;

/** Finds the packed copy of a model that is being loaded, and makes one of a model that is. */
final class PackedLoading {
    private PackedLoading() {}

    /** The copy of this file's weights; none if there is none, if the device keeps none, or if it can't be used, which is told. */
    static PackedMatrices open(GgufFile file, Backend backend, PackedCopies copies, LoadOptions options, int threadCount) {
        // An observer wants to know where in the file each matrix is; a model that passes through keeps no weights.
        if (!(backend instanceof WeightPacking packing) || options.observer().isPresent() || options.passing()) {
            return PackedMatrices.none();
        }
        Optional<PackedPlace> place = file.path().flatMap(copies::place);
        if (place.isEmpty()) {
            return PackedMatrices.none();
        }
        Path copy = place.get().file(packing.packedLayout());
        if (!Files.exists(copy)) {
            return PackedMatrices.none();
        }
        try {
            PackedCopy opened = PackedCopy.open(copy, packing.packedLayout(), place.get().source(), threadCount);
            return PackedMatrices.of(opened, packing, reason -> copies.ignored(copy, reason));
        } catch (InvalidModelException e) {
            copies.ignored(copy, e.getMessage());
            return PackedMatrices.none();
        }
    }

    /** Writes what was loaded; returns the bytes of the copy. */
    static long write(Weights weights, WeightPacking packing, PackedPlace place, LongConsumer progress) throws IOException {
        PackedWriter writer = new PackedWriter(packing.packedLayout(), place.source());
        weights.stored().forEach((name, matrix) ->
                writer.add(name, matrix.type(), matrix.rows(), matrix.columns(), packing.packed(matrix)));
        Path copy = place.file(packing.packedLayout());
        Files.createDirectories(copy.getParent());
        long free = Files.getFileStore(copy.getParent()).getUsableSpace();
        if (free < writer.byteSize()) {
            throw new IOException("the copy takes " + writer.byteSize() + " bytes, but only " + free + " are free on its disk");
        }
        writer.write(copy, progress);
        return writer.byteSize();
    }
}
