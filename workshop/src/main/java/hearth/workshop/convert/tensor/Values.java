package hearth.workshop.convert.tensor;

import hearth.format.InvalidModelException;
import hearth.format.InvalidModelException.Kind;
import hearth.format.TensorType;
import java.util.List;
import java.util.Optional;

/** The numbers of a tensor, computed when asked for. Safe for several threads. */
public interface Values {
    /** Name of the source tensor, for messages. */
    String name();

    /** Sizes, the contiguous dimension last. */
    List<Long> shape();

    /** Puts values {@code first .. first + count}, in row-major order, to {@code target[offset ..]}. */
    void read(long first, int count, float[] target, int offset);

    /** Number of dimensions. */
    default int rank() {
        return shape().size();
    }

    /** A size, counted from the front, or from the back if negative. */
    default long size(int dimension) {
        int index = dimension < 0 ? rank() + dimension : dimension;
        if (index < 0 || index >= rank()) {
            throw error("has shape " + shape() + ", too few dimensions");
        }
        return shape().get(index);
    }

    /** Values of one row: the last dimension, 1 for a single value. */
    default long columns() {
        return rank() == 0 ? 1 : size(-1);
    }

    default long elementCount() {
        return shape().stream().reduce(1L, (a, b) -> a * b);
    }

    /** A row of a tensor of the source. */
    record SourceRow(String tensor, long row) {}

    /** Which row of the source a row is, all dimensions but the last taken together; empty where it is none as it is stored. */
    default Optional<SourceRow> sourceRow(long row) {
        return Optional.empty();
    }

    /** An error about this tensor. */
    default InvalidModelException error(String reason) {
        return new InvalidModelException(Kind.MALFORMED, "tensor '" + name() + "' " + reason);
    }

    /** The same numbers in the same order under another shape. */
    default Values shaped(Long... sizes) {
        return new Reshaped(this, List.of(sizes));
    }

    /** Whether GGUF can hold exactly these values; may read what lies beside the codes of a packed matrix. */
    default Kept kept() {
        return new Kept.Not("is computed while it is converted", TensorType.F32);
    }
}
