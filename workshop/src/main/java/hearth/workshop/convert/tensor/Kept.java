package hearth.workshop.convert.tensor;

import hearth.format.TensorType;
import java.util.function.UnaryOperator;

/** Whether GGUF has a type that holds a tensor's values exactly as its source has them. */
public sealed interface Kept {
    /** It has; these are the blocks. */
    record As(Blocks blocks) implements Kept {}

    /**
     * It has none.
     *
     * @param reason goes on after the tensor's name: "is …", "has …"
     * @param otherwise the plain type for it when nothing else is asked for: F32, or what the format's own tools dequantize to
     */
    record Not(String reason, TensorType otherwise) implements Kept {}

    /** A plain type that holds the values. */
    static Kept plain(Values values, TensorType type) {
        return new As(new EncodedValues(values, type));
    }

    /** The same answer for {@code result}, whose rows are rows of this tensor: {@code change} does to blocks what was done to values. */
    default Kept rearranged(Values result, UnaryOperator<Blocks> change) {
        return switch (this) {
            case As(Blocks blocks) when blocks.type().blockSize() == 1 -> plain(result, blocks.type());
            case As(Blocks blocks) -> new As(change.apply(blocks));
            case Not not -> not;
        };
    }
}
