package hearth.workshop.export;

import hearth.format.safetensors.ElementType;
import java.util.List;

/**
 * A tensor of a packed linear layer.
 *
 * @param suffix behind the layer's name
 * @param shape the contiguous dimension last
 */
record PackedTensor(String suffix, ElementType type, List<Long> shape) {
    long byteSize() {
        return shape.stream().reduce(1L, Math::multiplyExact) * type.bits() / 8;
    }
}
