package hearth.format.safetensors;

import java.util.List;

/**
 * Where one tensor lies and what it is.
 *
 * @param shape sizes with the contiguous dimension last, as the file has them; none for a single value
 * @param file index of the file in its folder, 0 for a file of its own
 * @param byteOffset from the start of the file
 * @param byteSize bytes of the data
 */
public record StoredTensor(
        String name, ElementType type, List<Long> shape, int file, long byteOffset, long byteSize) {
    public StoredTensor {
        shape = List.copyOf(shape);
    }

    /** Product of the sizes. */
    public long elementCount() {
        return shape.stream().reduce(1L, (a, b) -> a * b);
    }
}
