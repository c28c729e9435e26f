package hearth.workshop.budget;

import hearth.format.TensorType;
import hearth.format.gguf.TensorInfo;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * One way to store a tensor, and what it costs.
 *
 * @param byteSize of the tensor's data
 * @param error expected square of the error in what the tensor's outputs are, summed over the outputs: Σ importance · (w - w')²
 */
record Choice(Encoding encoding, long byteSize, double error) {
    private static final String KEY = "choices";

    static Map<String, Object> fields(List<Choice> choices) {
        return Map.of(KEY, choices.stream()
                .map(choice -> List.<Object>of(choice.encoding.type().name(), choice.encoding.weighted(), choice.error))
                .toList());
    }

    /** Of {@link #fields(List)}; empty if something is not as it was written. */
    static Optional<List<Choice>> parse(Map<?, ?> fields, TensorInfo tensor) {
        if (!(fields.get(KEY) instanceof List<?> all)) {
            return Optional.empty();
        }
        List<Choice> choices = new ArrayList<>();
        for (Object one : all) {
            if (!(one instanceof List<?> parts
                    && parts.size() == 3
                    && parts.get(0) instanceof String name
                    && parts.get(1) instanceof Boolean weighted
                    && parts.get(2) instanceof Number error
                    && TensorType.ofName(name).isPresent())) {
                return Optional.empty();
            }
            TensorType type = TensorType.ofName(name).get();
            choices.add(new Choice(new Encoding(type, weighted), type.byteSize(tensor.elementCount()), error.doubleValue()));
        }
        return choices.isEmpty() ? Optional.empty() : Optional.of(choices);
    }
}
