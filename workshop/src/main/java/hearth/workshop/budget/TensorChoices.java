package hearth.workshop.budget;

import hearth.format.gguf.TensorInfo;
import java.util.List;

/**
 * The ways to store one tensor.
 *
 * @param group whose sensitivity counts
 * @param choices by size, smallest first; the last keeps the tensor as it is
 */
record TensorChoices(TensorInfo tensor, String group, List<Choice> choices) {
    TensorChoices {
        choices = List.copyOf(choices);
    }

    Choice finest() {
        return choices.getLast();
    }
}
