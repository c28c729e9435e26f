package hearth.workshop.convert;

import hearth.format.TensorType;
import hearth.format.safetensors.ElementType;
import hearth.format.safetensors.StoredTensor;
import java.util.Collection;

/** What the matrices of the result are stored as; vectors and norms stay F32. */
public enum WeightType {
    F32(TensorType.F32, 0),
    F16(TensorType.F16, 1),
    BF16(TensorType.BF16, 32),
    Q8_0(TensorType.Q8_0, 7),
    /** F16 for a model that is stored as F16, else BF16. */
    AUTO(null, -1),
    /** F32 or F16 for a model that is stored so, else BF16: nothing is lost. */
    STORED(null, -1);

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

    /** This type, or what AUTO and STORED mean for these tensors: the first matrix decides. */
    WeightType resolve(Collection<StoredTensor> tensors) {
        if (tensorType != null) {
            return this;
        }
        ElementType first = tensors.stream()
                .filter(tensor -> tensor.shape().size() > 1)
                .map(StoredTensor::type)
                .findFirst()
                .orElse(ElementType.F32);
        return switch (first) {
            case F16 -> F16;
            case F32, F64 -> this == STORED ? F32 : BF16;
            default -> BF16;
        };
    }
}
