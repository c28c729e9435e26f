package hearth.compute.cpu.matrix;

import hearth.compute.cpu.VectorShapes;
import java.nio.ByteOrder;
import jdk.incubator.vector.VectorShape;
import jdk.incubator.vector.VectorSpecies;

/**
 * Shapes and constants of the kernels. The kernels call the Vector API directly and share no helpers that take or give vectors: the
 * API's methods are always inlined, ours only until a compilation grows large, and a vector that crosses a real call is boxed.
 *
 * <p>Binary16 to float, written out wherever it is needed, for finite values: the magnitude, moved to where binary32 has it and its
 * exponent raised by 112, is a float n. That is the number if it was normal; if it was subnormal, 2n - 2^-14 is. The number is always the
 * smaller of the two, which as positive floats order like ints. Then the sign. On the way no float is subnormal: some processors take
 * a hundred cycles and more for an operation with one, and scales of 6-bit weights are.
 */
final class Lanes {
    static final VectorSpecies<Float> FLOAT = VectorShapes.FLOAT;
    static final VectorSpecies<Integer> INT = VectorShapes.INT;
    static final VectorSpecies<Short> SHORT = VectorShapes.SHORT;
    static final VectorSpecies<Short> HALF_SHORT = VectorShapes.HALF_SHORT;
    static final VectorSpecies<Byte> BYTE = VectorShapes.BYTE;
    /** As many bytes as a full vector has. */
    static final VectorSpecies<Byte> FULL_BYTE =
            VectorSpecies.of(byte.class, VectorShape.forBitSize(VectorShapes.BITS));
    static final int LANES = VectorShapes.LANES;
    static final ByteOrder LITTLE = ByteOrder.LITTLE_ENDIAN;

    /** Where a binary16 magnitude lies after its shift by 13, without what the sign was extended to. */
    static final int HALF_MAGNITUDE = 0x0FFFE000;
    /** The difference of the exponent biases of binary32 and binary16. */
    static final int HALF_EXPONENT = 112 << 23;
    /** Less the least normal binary16 number. */
    static final float HALF_NORMAL = -0x1p-14f;
    static final int SIGN = 0x80000000;

    /**
     * Masks of an index and of a count, which they leave as they are. They tell C2 that sums of these can't overflow: it then adds them as
     * part of an address, where it would otherwise compute each address, and move what no longer fits its registers in and out of vectors.
     */
    static final int INDEX = 0x3FFFFFFF;
    static final int COUNT = 0xFFFF;

    private Lanes() {}
}
