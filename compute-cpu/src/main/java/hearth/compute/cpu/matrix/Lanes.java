package hearth.compute.cpu.matrix;

import hearth.compute.cpu.VectorShapes;
import java.lang.foreign.MemorySegment;
import java.nio.ByteOrder;
import jdk.incubator.vector.ByteVector;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.ShortVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/** Loads and conversions that the kernels share; each is a handful of instructions and inlines whole. */
final class Lanes {
    static final VectorSpecies<Float> FLOAT = VectorShapes.FLOAT;
    static final VectorSpecies<Integer> INT = VectorShapes.INT;
    static final VectorSpecies<Short> SHORT = VectorShapes.SHORT;
    static final int LANES = VectorShapes.LANES;
    static final ByteOrder LITTLE = ByteOrder.LITTLE_ENDIAN;

    private static final VectorSpecies<Short> HALF_SHORT = VectorShapes.HALF_SHORT;
    private static final VectorSpecies<Byte> BYTE = VectorShapes.BYTE;
    /** 2^112: the difference of the exponent biases of binary32 and binary16. */
    private static final float REBIAS = 0x1p112f;

    private Lanes() {}

    /** {@link #LANES} consecutive finite binary16 values as floats. */
    static FloatVector halves(MemorySegment source, long offset) {
        IntVector bits = (IntVector) ShortVector.fromMemorySegment(HALF_SHORT, source, offset, LITTLE)
                .convertShape(VectorOperators.S2I, INT, 0);
        // The sign was extended: one shift puts it and the magnitude where binary32 has them.
        return bits.lanewise(VectorOperators.LSHL, 13).and(0x8FFFE000).reinterpretAsFloats().mul(REBIAS);
    }

    /** {@link #LANES} consecutive bfloat16 values as floats. */
    static FloatVector brainHalves(MemorySegment source, long offset) {
        IntVector bits = (IntVector) ShortVector.fromMemorySegment(HALF_SHORT, source, offset, LITTLE)
                .convertShape(VectorOperators.S2I, INT, 0);
        return bits.lanewise(VectorOperators.LSHL, 16).reinterpretAsFloats();
    }

    /** {@link #LANES} consecutive signed bytes as ints. May read 4 bytes more at 128 bits. */
    static IntVector bytes(MemorySegment source, long offset) {
        return (IntVector) ByteVector.fromMemorySegment(BYTE, source, offset, LITTLE)
                .convertShape(VectorOperators.B2I, INT, 0);
    }

    static IntVector ints(MemorySegment source, long offset) {
        return IntVector.fromMemorySegment(INT, source, offset, LITTLE);
    }

    /** The pair of int16 at {@code pairs[index]}, kept as float bits, in all lanes: C2 makes a broadcasting load of it. */
    static ShortVector pair(float[] pairs, int index) {
        return FloatVector.broadcast(FLOAT, pairs[index]).reinterpretAsShorts();
    }

    /** For each int lane the sum of its two int16 halves. */
    static IntVector widen(ShortVector sums) {
        IntVector both = sums.reinterpretAsInts();
        return both.lanewise(VectorOperators.LSHL, 16)
                .lanewise(VectorOperators.ASHR, 16)
                .add(both.lanewise(VectorOperators.ASHR, 16));
    }

    static FloatVector toFloat(IntVector values) {
        return (FloatVector) values.convert(VectorOperators.I2F, 0);
    }
}
