package hearth.workshop.convert;

import hearth.format.TensorType;
import hearth.format.safetensors.ElementType;
import hearth.format.safetensors.StoredTensor;
import java.util.Collection;
import java.util.EnumSet;
import java.util.Set;

/** What the matrices of the result are stored as; vectors and norms stay F32. */
public enum WeightType {
    F32(TensorType.F32, 0),
    F16(TensorType.F16, 1),
    BF16(TensorType.BF16, 32),
    Q8_0(TensorType.Q8_0, 7),
    /** F16 for a model that is stored as F16, else BF16. */
    AUTO(null, -1),
    /** Each tensor as it is: what GGUF has no type for becomes BF16 or F32, as the values need; nothing is lost. */
    STORED(null, -1),
    /** As STORED, but a tensor whose codes no type of GGUF has is an error. */
    KEEP(null, -1);

    private static final Set<ElementType> FLOATS = EnumSet.of(ElementType.F16, ElementType.BF16, ElementType.F32, ElementType.F64);

    private final TensorType tensorType;
    private final int fileType;

    WeightType(TensorType tensorType, int fileType) {
        this.tensorType = tensorType;
        this.fileType = fileType;
    }

    TensorType tensorType() {
        return tensorType;
    }

    /** The format's number for a file of this kind. */
    int fileType() {
        return fileType;
    }

    /** Whether each tensor decides for itself. */
    boolean isByTensor() {
        return this == STORED || this == KEEP;
    }

    /** This type, or what AUTO means for these tensors: the first matrix of floats decides. */
    WeightType resolve(Collection<StoredTensor> tensors) {
        if (this != AUTO) {
            return this;
        }
        return tensors.stream()
                .filter(tensor -> tensor.shape().size() > 1)
                .map(StoredTensor::type)
                .filter(FLOATS::contains)
                .findFirst()
                .filter(type -> type == ElementType.F16)
                .map(_ -> F16)
                .orElse(BF16);
    }
}
