package hearth.workshop.quantize;

import hearth.format.TensorType;
import java.util.Objects;
import java.util.regex.Pattern;

/** A type for all tensors in whose names the pattern is found; the mixture is not asked then. */
public record TypeOverride(Pattern pattern, TensorType type) {
    public TypeOverride {
        Objects.requireNonNull(pattern, "pattern");
        Objects.requireNonNull(type, "type");
    }

    boolean matches(String tensor) {
        return pattern.matcher(tensor).find();
    }
}
