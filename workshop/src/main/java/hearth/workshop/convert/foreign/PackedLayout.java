package hearth.workshop.convert.foreign;

import hearth.format.safetensors.StoredTensor;
import hearth.workshop.convert.tensor.Values;
import java.util.List;
import java.util.Optional;

/** How one tool stores the matrices that it quantized. */
public interface PackedLayout {
    /** Ending of the names of matrices. */
    String WEIGHT = ".weight";

    /** What is said about factors for quantized activations. */
    String UNUSED_FACTORS = "The checkpoint's factors for quantized activations are not used: activations keep their precision.";

    /** Name of the matrix whose codes this tensor holds; empty for any other tensor. */
    Optional<String> matrix(StoredTensor tensor);

    /** Whether this tensor is a part of a matrix whose codes are in another one. */
    boolean isPart(StoredTensor tensor);

    /**
     * The matrix of codes that {@link #matrix} has a name for, (outputs, inputs).
     *
     * @throws hearth.format.InvalidModelException if a part is missing, or of another type or shape than the others need
     */
    Values values(StoredTensor codes);

    /** Sentences about what of the checkpoint is not used. */
    default List<String> notes() {
        return List.of();
    }
}
