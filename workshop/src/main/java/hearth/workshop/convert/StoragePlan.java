package hearth.workshop.convert;

import hearth.format.TensorType;
import hearth.format.gguf.LayerTensor;
import hearth.format.gguf.TensorNames;
import hearth.workshop.convert.tensor.Values;
import java.util.Set;

/** Which type each tensor of the result is stored as: vectors, norms, routers and small tables as F32, matrices as chosen. */
final class StoragePlan {
    private static final String WEIGHT = ".weight";
    private static final String NORM = "_norm.weight";
    private static final Set<String> FLOAT_TABLES = Set.of(TensorNames.POSITION_EMBEDDING, TensorNames.SEGMENT_EMBEDDING);
    private static final Set<String> FLOAT_ENDINGS =
            Set.of(ending(LayerTensor.EXPERT_ROUTER), ending(LayerTensor.SHARED_EXPERT_ROUTER));

    private StoragePlan() {}

    private static String ending(LayerTensor tensor) {
        String name = tensor.weight(0);
        return name.substring(name.indexOf(".0.") + 2);
    }

    /** The type for a tensor; rows that do not fill the chosen type's blocks become F16. */
    static TensorType type(String name, Values values, WeightType chosen) {
        boolean small = values.rank() <= 1
                || !name.endsWith(WEIGHT)
                || name.endsWith(NORM)
                || FLOAT_TABLES.contains(name)
                || FLOAT_ENDINGS.stream().anyMatch(name::endsWith);
        if (small) {
            return TensorType.F32;
        }
        TensorType type = chosen.tensorType();
        return values.columns() % type.blockSize() == 0 ? type : TensorType.F16;
    }
}
