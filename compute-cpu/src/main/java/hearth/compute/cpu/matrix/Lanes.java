package hearth.compute.cpu.matrix;

import hearth.compute.cpu.VectorShapes;
import java.nio.ByteOrder;
import jdk.incubator.vector.VectorShape;
import jdk.incubator.vector.VectorSpecies;

/**
 * Shapes and constants of the kernels. The kernels call the Vector API directly and share no helpers that take or give vectors: the
 * API's methods are always inlined, ours only until a compilation grows large, and a vector that crosses a real call is boxed.
 *
 * <p>Binary16 to float, written out wherever it is needed: extend the sign to 32 bits, shift left by 13, keep
 * {@link #HALF_BITS} (sign and magnitude where binary32 has them), multiply by {@link #REBIAS}. Finite values only.
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

    static final int HALF_BITS = 0x8FFFE000;
    /** 2^112: the difference of the exponent biases of binary32 and binary16. */
    static final float REBIAS = 0x1p112f;

    private Lanes() {}
}
