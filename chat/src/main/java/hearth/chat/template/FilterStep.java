package hearth.chat.template;

import hearth.chat.builtin.Filters;
import hearth.chat.value.Arguments;
import hearth.chat.value.Value;
import java.util.List;

/** One filter and its arguments, as it stands after a bar or in a block tag. */
record FilterStep(String name, ArgumentList arguments, int line) {
    Value apply(Value input, Frame frame) {
        Arguments values = arguments.evaluate(frame);
        frame.run().at(line);
        return Filters.apply(name, input, values, frame.budget());
    }

    /** {@code input} through all {@code steps}. */
    static Value applyAll(List<FilterStep> steps, Value input, Frame frame) {
        Value value = input;
        for (FilterStep step : steps) {
            value = step.apply(value, frame);
        }
        return value;
    }
}
