package hearth.workshop.synthetic;

import hearth.format.TensorType;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/**
 * Which type each matrix of a synthetic model has: one type throughout, or one of the usual mixtures that give some layers'
 * values and down projections more bits.
 */
record SyntheticTypes(TensorType usual, TensorType more, TensorType output) {
    /** The mixture or type with this name. */
    static Optional<SyntheticTypes> named(String name) {
        return switch (name.toUpperCase(Locale.ROOT)) {
            case "Q4_K_M" -> Optional.of(new SyntheticTypes(TensorType.Q4_K, TensorType.Q6_K, TensorType.Q6_K));
            case "Q5_K_M" -> Optional.of(new SyntheticTypes(TensorType.Q5_K, TensorType.Q6_K, TensorType.Q6_K));
            case "Q4_K_S" -> Optional.of(new SyntheticTypes(TensorType.Q4_K, TensorType.Q4_K, TensorType.Q6_K));
            case "Q5_K_S" -> Optional.of(new SyntheticTypes(TensorType.Q5_K, TensorType.Q5_K, TensorType.Q6_K));
            default -> Arrays.stream(TensorType.values())
                    .filter(type -> type.name().equalsIgnoreCase(name) && isWeight(type))
                    .findFirst()
                    .map(type -> new SyntheticTypes(type, type, outputOf(type)));
        };
    }

    private static boolean isWeight(TensorType type) {
        return switch (type) {
            case I8, I16, I32, I64, F64, Q8_1, Q8_K -> false;
            default -> true;
        };
    }

    // llama.cpp keeps the output matrix at 6 bits or more.
    private static TensorType outputOf(TensorType type) {
        boolean small = type.blockSize() > 1 && type != TensorType.Q8_0;
        return small ? TensorType.Q6_K : type;
    }

    /** The type of a value or down projection: an eighth of the layers at each end and every third between get more bits. */
    TensorType bits(int layer, int layers) {
        boolean favoured = layer < layers / 8 || layer >= 7 * layers / 8 || (layer - layers / 8) % 3 == 2;
        return favoured ? more : usual;
    }
}
