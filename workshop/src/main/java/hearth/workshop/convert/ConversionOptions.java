package hearth.workshop.convert;

import java.util.Objects;

/** What a user chooses about a conversion. */
public record ConversionOptions(WeightType type) {
    public ConversionOptions {
        Objects.requireNonNull(type, "type");
    }

    /** The type that suits the source. */
    public static ConversionOptions defaults() {
        return new ConversionOptions(WeightType.AUTO);
    }

    public ConversionOptions withType(WeightType chosen) {
        return new ConversionOptions(chosen);
    }
}
