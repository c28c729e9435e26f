package hearth.compute.cpu;

import jdk.incubator.vector.VectorShape;
import jdk.incubator.vector.VectorSpecies;

/**
 * The vector shapes that every kernel uses, chosen once: C2 turns vector code into instructions only where the species is a
 * constant. The property {@value VectorWidth#PROPERTY} forces a width (tests run one JVM for each).
 */
public final class VectorShapes {
    /** Width of a full vector in bits. */
    public static final int BITS = bits();

    public static final VectorSpecies<Float> FLOAT = VectorSpecies.of(float.class, VectorShape.forBitSize(BITS));
    public static final VectorSpecies<Integer> INT = VectorSpecies.of(int.class, VectorShape.forBitSize(BITS));
    public static final VectorSpecies<Short> SHORT = VectorSpecies.of(short.class, VectorShape.forBitSize(BITS));
    /** Half a vector of shorts: as many lanes as {@link #INT}. */
    public static final VectorSpecies<Short> HALF_SHORT =
            VectorSpecies.of(short.class, VectorShape.forBitSize(BITS / 2));
    /**
     * A quarter vector of bytes, as many lanes as {@link #INT}; but at 128 bits half a vector (8 lanes), since no shape is
     * narrower than 64 bits: a conversion to ints takes its low half there.
     */
    public static final VectorSpecies<Byte> BYTE =
            VectorSpecies.of(byte.class, VectorShape.forBitSize(Math.max(64, BITS / 4)));

    /** Lanes of {@link #FLOAT} and {@link #INT}. */
    public static final int LANES = BITS / 32;

    private VectorShapes() {}

    private static int bits() {
        VectorWidth.problem().ifPresent(reason -> {
            throw new IllegalStateException(reason);
        });
        return VectorWidth.bits();
    }
}
