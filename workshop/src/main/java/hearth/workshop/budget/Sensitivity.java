package hearth.workshop.budget;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What an error in each group costs, from probes: the measured divergence of the whole model where only this group is rounded, by the
 * group's error then. Divergence grows with the square of small changes, so it is taken as proportional to the error.
 */
final class Sensitivity {
    private final Map<String, Probe> probes;

    /**
     * One measurement.
     *
     * @param error of the group, see {@link Choice#error}
     * @param divergence of the model, in nats
     */
    record Probe(Encoding encoding, double error, double divergence) {
        /** Nats by a unit of error; 0 where the probe lost nothing. */
        double rate() {
            return error > 0 ? Math.max(0, divergence) / error : 0;
        }
    }

    Sensitivity(Map<String, Probe> probes) {
        this.probes = Collections.unmodifiableMap(new LinkedHashMap<>(probes));
    }

    Map<String, Probe> probes() {
        return probes;
    }

    /** What storing a tensor of a group so is predicted to add, in nats. */
    double loss(String group, Choice choice) {
        return probes.get(group).rate() * choice.error();
    }
}
