package hearth.workshop.budget;

import hearth.format.gguf.GgufFile;
import hearth.format.gguf.TensorInfo;
import hearth.format.gguf.TensorNames;
import hearth.workshop.quantize.Quantizable;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Tensors that are measured together, since they do the same in layers of about the same depth: what they suffer differs by what they do
 * and by where they are, hardly from one layer to the next.
 */
final class SensitivityGroups {
    /** Ends of the bands of depth, as shares of all layers: the first and last layers are unlike the others. */
    private static final double[] BAND_ENDS = {0.1, 0.35, 0.65, 0.9, 1};

    private final Map<String, List<TensorInfo>> groups = new LinkedHashMap<>();

    private SensitivityGroups() {}

    static SensitivityGroups of(GgufFile file) {
        int layers = 1 + file.tensors().keySet().stream().mapToInt(name -> TensorNames.layer(name).orElse(-1)).max().orElse(-1);
        SensitivityGroups all = new SensitivityGroups();
        for (TensorInfo tensor : file.tensors().values()) {
            if (Quantizable.test(tensor)) {
                all.groups.computeIfAbsent(name(tensor.name(), layers), _ -> new ArrayList<>()).add(tensor);
            }
        }
        return all;
    }

    /** The tensor's name, with the layer's number replaced by the layers of its band. */
    static String name(String tensor, int layers) {
        int layer = TensorNames.layer(tensor).orElse(-1);
        if (layer < 0) {
            return tensor;
        }
        int first = 0;
        for (double share : BAND_ENDS) {
            int end = Math.max(first + 1, (int) Math.round(share * layers));
            if (layer < end) {
                String role = tensor.substring(tensor.indexOf('.', tensor.indexOf('.') + 1) + 1);
                return role + " of layers " + first + " to " + (Math.min(end, layers) - 1);
            }
            first = end;
        }
        throw new IllegalArgumentException("layer " + layer + " is none of " + layers);
    }

    Map<String, List<TensorInfo>> byName() {
        return groups;
    }
}
