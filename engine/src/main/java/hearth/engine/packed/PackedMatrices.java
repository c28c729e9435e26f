package hearth.engine.packed;

import hearth.compute.Matrix;
import hearth.compute.MatrixSource;
import hearth.compute.WeightPacking;
import hearth.format.InvalidModelException;
import java.lang.foreign.MemorySegment;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/**
 * The matrices of one model that come from its packed copy. From the first one on that is not as it should be the copy is left alone; those
 * before it were checked and stay.
 */
public final class PackedMatrices implements AutoCloseable {
    private final Optional<PackedCopy> copy;
    private final WeightPacking packing;
    private final Consumer<String> ignored;
    private final Set<List<Object>> compared = new HashSet<>();
    private boolean usable;

    private PackedMatrices(Optional<PackedCopy> copy, WeightPacking packing, Consumer<String> ignored) {
        this.copy = copy;
        this.packing = packing;
        this.ignored = ignored;
        this.usable = copy.isPresent();
    }

    /** No copy: all matrices are packed. */
    public static PackedMatrices none() {
        return new PackedMatrices(Optional.empty(), null, reason -> {});
    }

    /**
     * Those of a copy, which is closed with them.
     *
     * @param packing the device that packed them and computes with them
     * @param ignored hears, once, why the copy is left alone
     */
    public static PackedMatrices of(PackedCopy copy, WeightPacking packing, Consumer<String> ignored) {
        return new PackedMatrices(Optional.of(copy), packing, ignored);
    }

    /** The matrix of this name, if it was packed from such a source. */
    public Optional<Matrix> find(String name, MatrixSource source) {
        if (!usable) {
            return Optional.empty();
        }
        Optional<Matrix> found = Optional.empty();
        String reason = "it has no matrix " + name + " of the model's shape";
        try {
            Optional<MemorySegment> bytes = copy.orElseThrow().find(name, source.type(), source.rows(), source.columns());
            if (bytes.isPresent()) {
                // Those of one type and length are packed alike: a change of the layout that was given no new name shows in the first.
                boolean first = compared.add(List.of(source.type(), source.columns()));
                found = packing.adopt(source, bytes.get(), first);
                reason = "its matrix " + name + " is not what packing gives now";
            }
        } catch (InvalidModelException e) {
            reason = e.getMessage();
        }
        if (found.isEmpty()) {
            usable = false;
            ignored.accept(reason);
        }
        return found;
    }

    /** Unmaps the copy: after its matrices. */
    @Override
    public void close() {
        copy.ifPresent(PackedCopy::close);
    }
}
