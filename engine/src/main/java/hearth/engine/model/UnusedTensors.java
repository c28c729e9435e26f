package hearth.engine.model;

import hearth.format.InvalidModelException;
import hearth.format.InvalidModelException.Kind;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** Judges tensors that an architecture did not ask for: some are known leftovers, any other would change the answers. */
public final class UnusedTensors {
    private static final int SHOWN = 5;

    /** Tables that are computed instead, statistics of other runtimes, drafting layers, and parts for images. */
    private static final Set<String> LEFTOVER_PARTS =
            Set.of("rope.inv_freq", "rotary_emb.inv_freq", "attn_rot_embd", ".input_scale", ".nextn.");

    private static final Set<String> LEFTOVER_PREFIXES = Set.of("v.", "mm.");

    private UnusedTensors() {}

    /** @throws InvalidModelException if a name is not a known leftover: the model would run without it, but wrongly */
    public static void requireLeftovers(List<String> names, String architecture, String fileName) {
        List<String> unknown = names.stream().filter(name -> !isLeftover(name)).toList();
        if (!unknown.isEmpty()) {
            String shown = unknown.stream().limit(SHOWN).collect(Collectors.joining(", "));
            String more = unknown.size() > SHOWN ? " and " + (unknown.size() - SHOWN) + " more" : "";
            throw InvalidModelException.inFile(
                    Kind.UNSUPPORTED,
                    fileName,
                    "architecture '" + architecture + "' as known here does not use the tensors " + shown + more
                            + ", so the answers would be wrong");
        }
    }

    private static boolean isLeftover(String name) {
        return LEFTOVER_PARTS.stream().anyMatch(name::contains)
                || LEFTOVER_PREFIXES.stream().anyMatch(name::startsWith);
    }
}
