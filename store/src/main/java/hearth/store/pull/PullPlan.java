package hearth.store.pull;

import hearth.store.ModelName;
import java.util.List;

/**
 * What to pull.
 *
 * @param name the name the store will keep it under
 * @param sources where to look, in this order, until one works
 */
public record PullPlan(ModelName name, List<PullSource> sources) {
    public PullPlan {
        sources = List.copyOf(sources);
        if (sources.isEmpty()) {
            throw new IllegalArgumentException("a plan needs a source");
        }
    }
}
