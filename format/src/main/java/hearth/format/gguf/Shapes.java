package hearth.format.gguf;

import hearth.format.TensorType;
import java.util.List;

/** Arithmetic on shapes that reader and writer share, so that neither accepts what the other refuses. */
final class Shapes {
    private Shapes() {}

    /** What is wrong with a shape, or null; after null, {@link #elementCount} and the byte size cannot overflow. */
    static String problem(List<Long> shape, TensorType type) {
        if (shape.size() > TensorInfoReader.MAX_DIMENSIONS) {
            return "has " + shape.size() + " dimensions, more than " + TensorInfoReader.MAX_DIMENSIONS;
        }
        long count = 1;
        for (long size : shape) {
            if (size < 0) {
                return "has negative size " + size;
            }
            // A zero must not hide an overflow of the other sizes: rows() multiplies them without it.
            if (size > 0 && count > Long.MAX_VALUE / size) {
                return "has too many elements: " + shape;
            }
            count *= Math.max(size, 1);
        }
        long columns = shape.isEmpty() ? 1 : shape.getFirst();
        if (columns % type.blockSize() != 0) {
            return "has rows of " + columns + " values, which do not fill blocks of " + type.blockSize() + " of " + type;
        }
        if (count / type.blockSize() > (Long.MAX_VALUE - GgufLimits.DEFAULT.alignment()) / type.blockBytes()) {
            return "has too many bytes: " + shape + " of " + type;
        }
        return null;
    }

    static long elementCount(List<Long> shape) {
        long count = 1;
        for (long size : shape) {
            count *= size;
        }
        return count;
    }

    /** The next multiple of a power of two; the caller has ruled out overflow. */
    static long roundUp(long value, int alignment) {
        return value + alignment - 1 & -(long) alignment;
    }
}
