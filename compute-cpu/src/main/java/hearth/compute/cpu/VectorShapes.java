package hearth.compute.cpu;

import java.util.Optional;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorShape;
import jdk.incubator.vector.VectorSpecies;

/**
 * The vector shapes that every kernel uses, chosen once: C2 turns vector code into instructions only where the species is a
 * constant. The property {@value #BITS_PROPERTY} forces a width (tests run one JVM for each).
 */
public final class VectorShapes {
    /** Forced width of the float species in bits: 128, 256 or 512, no more than the machine has. */
    public static final String BITS_PROPERTY = "hearth.vector.bits";

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

    /** Why the width asked for can't be had; empty when it can. */
    static Optional<String> problem() {
        String asked = System.getProperty(BITS_PROPERTY);
        int widest = FloatVector.SPECIES_PREFERRED.vectorBitSize();
        if (asked == null) {
            return widest >= 128 ? Optional.empty() : Optional.of("the machine has no vectors of 128 bits or more");
        }
        if (!asked.equals("128") && !asked.equals("256") && !asked.equals("512")) {
            return Optional.of(BITS_PROPERTY + " is \"" + asked + "\" and must be 128, 256 or 512");
        }
        return Integer.parseInt(asked) <= widest
                ? Optional.empty()
                : Optional.of(BITS_PROPERTY + " is " + asked + " but this machine's vectors have " + widest + " bits");
    }

    private static int bits() {
        problem().ifPresent(reason -> {
            throw new IllegalStateException(reason);
        });
        // 512 is the widest that the kernels are written for.
        return Integer.getInteger(BITS_PROPERTY, Math.min(512, FloatVector.SPECIES_PREFERRED.vectorBitSize()));
    }
}
