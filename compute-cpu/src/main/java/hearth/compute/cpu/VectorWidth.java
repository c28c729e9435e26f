package hearth.compute.cpu;

import java.util.Optional;
import jdk.incubator.vector.FloatVector;

/** Which vector width to compute with: the machine's preferred one unless a property forces another. */
final class VectorWidth {
    /** Forced width in bits: 128, 256 or 512, no more than the machine has. */
    static final String PROPERTY = "hearth.vector.bits";

    /** The widest that the kernels are written for. */
    private static final int WIDEST = 512;

    private VectorWidth() {}

    /** Why the width asked for can't be had; empty when it can. */
    static Optional<String> problem() {
        return problem(System.getProperty(PROPERTY), FloatVector.SPECIES_PREFERRED.vectorBitSize());
    }

    static Optional<String> problem(String asked, int preferred) {
        if (asked == null) {
            return preferred >= 128 ? Optional.empty() : Optional.of("the machine has no vectors of 128 bits or more");
        }
        if (!asked.equals("128") && !asked.equals("256") && !asked.equals("512")) {
            return Optional.of(PROPERTY + " is \"" + asked + "\" and must be 128, 256 or 512");
        }
        return Integer.parseInt(asked) <= preferred
                ? Optional.empty()
                : Optional.of(PROPERTY + " is " + asked + " but this machine's vectors have " + preferred + " bits");
    }

    /** The width, when there is no problem. */
    static int bits() {
        return Integer.getInteger(PROPERTY, Math.min(WIDEST, FloatVector.SPECIES_PREFERRED.vectorBitSize()));
    }
}
