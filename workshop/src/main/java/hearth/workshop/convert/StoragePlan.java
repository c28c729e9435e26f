package hearth.workshop.convert;

import hearth.format.InvalidModelException;
import hearth.format.InvalidModelException.Kind;
import hearth.format.TensorType;
import hearth.format.gguf.LayerTensor;
import hearth.format.gguf.TensorNames;
import hearth.workshop.convert.tensor.Blocks;
import hearth.workshop.convert.tensor.EncodedValues;
import hearth.workshop.convert.tensor.Kept;
import hearth.workshop.convert.tensor.Values;
import hearth.workshop.quantize.FileType;
import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;
import java.util.Set;

/** Which type each tensor of the result is stored as: vectors, norms, routers and small tables as F32, matrices as chosen. */
final class StoragePlan {
    private static final String WEIGHT = ".weight";
    private static final String NORM = "_norm.weight";
    private static final Set<String> FLOAT_TABLES = Set.of(
            TensorNames.POSITION_EMBEDDING, TensorNames.SEGMENT_EMBEDDING, TensorNames.CLASSIFIER_OUTPUT,
            LayerTensor.ATTENTION_RELATIVE_BIAS.weight(0));
    private static final Set<String> FLOAT_ENDINGS =
            Set.of(ending(LayerTensor.EXPERT_ROUTER), ending(LayerTensor.SHARED_EXPERT_ROUTER));

    private StoragePlan() {}

    private static String ending(LayerTensor tensor) {
        String name = tensor.weight(0);
        return name.substring(name.indexOf(".0.") + 2);
    }

    /**
     * A tensor as it is stored; rows that do not fill the chosen type's blocks become F16.
     *
     * @param file for messages
     * @throws InvalidModelException if it is to be kept as it is and GGUF has no type for it
     */
    static Blocks blocks(String file, String name, Values values, WeightType chosen) {
        if (isSmall(name, values)) {
            return new EncodedValues(values, TensorType.F32);
        }
        if (!chosen.isByTensor()) {
            TensorType type = chosen.tensorType();
            return new EncodedValues(values, values.columns() % type.blockSize() == 0 ? type : TensorType.F16);
        }
        return switch (values.kept()) {
            case Kept.As(Blocks blocks) -> blocks;
            case Kept.Not(String _, TensorType otherwise) when chosen == WeightType.STORED -> new EncodedValues(values, otherwise);
            case Kept.Not(String reason, TensorType _) -> throw InvalidModelException.inFile(Kind.UNSUPPORTED, file,
                    "tensor '" + values.name() + "' cannot be kept as it is: it " + reason + ". Type f32 holds its values exactly");
        };
    }

    private static boolean isSmall(String name, Values values) {
        return values.rank() <= 1
                || !name.endsWith(WEIGHT)
                || name.endsWith(NORM)
                || FLOAT_TABLES.contains(name)
                || FLOAT_ENDINGS.stream().anyMatch(name::endsWith);
    }

    /** The format's number for a file of these tensors: by the choice, or by the type that most of the weights have. */
    static int fileType(Map<String, Blocks> tensors, WeightType chosen) {
        if (!chosen.isByTensor()) {
            return chosen.fileType();
        }
        Map<TensorType, Long> counts = new EnumMap<>(TensorType.class);
        tensors.values().forEach(
                blocks -> counts.merge(blocks.type(), blocks.shape().stream().reduce(1L, Math::multiplyExact), Math::addExact));
        TensorType most = Collections.max(counts.entrySet(), Map.Entry.comparingByValue()).getKey();
        return FileType.ofName(most.name()).orElse(FileType.F32).id();
    }
}
