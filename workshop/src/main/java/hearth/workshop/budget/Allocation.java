package hearth.workshop.budget;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A type for each tensor.
 *
 * @param choices by tensor name
 * @param byteSize of all data
 * @param loss that is predicted, in nats
 */
record Allocation(Map<String, Choice> choices, long byteSize, double loss) {
    Allocation {
        choices = Collections.unmodifiableMap(new LinkedHashMap<>(choices));
    }
}
