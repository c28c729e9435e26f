package hearth.workshop.convert.family;

import hearth.workshop.huggingface.JsonFile;
import java.util.List;
import java.util.function.IntPredicate;

/** {@code layer_types}: which layers see only a window. Most architectures fix the pattern in GGUF; others must fit it. */
final class LayerKinds {
    private static final String KEY = "layer_types";
    private static final String SLIDING = "sliding_attention";
    private static final String FULL = "full_attention";

    private LayerKinds() {}

    /** Refuses a file whose layers do not follow the pattern of the architecture. */
    static void require(JsonFile config, int layerCount, IntPredicate sliding) {
        List<String> kinds = config.texts(KEY).orElse(List.of());
        if (kinds.isEmpty()) {
            return;
        }
        if (kinds.size() != layerCount) {
            throw config.error(KEY, "has " + kinds.size() + " entries for " + layerCount + " layers");
        }
        for (int layer = 0; layer < layerCount; layer++) {
            String expected = sliding.test(layer) ? SLIDING : FULL;
            if (!kinds.get(layer).equals(expected)) {
                throw config.unsupported(KEY, "has '" + kinds.get(layer) + "' for layer " + layer
                        + ", but the architecture in GGUF means " + expected);
            }
        }
    }

    /** For each layer whether it sees only a window; empty if the file does not say. */
    static boolean[] sliding(JsonFile config, int layerCount) {
        List<String> kinds = config.texts(KEY).orElse(List.of());
        boolean[] sliding = new boolean[kinds.size()];
        if (!kinds.isEmpty() && kinds.size() != layerCount) {
            throw config.error(KEY, "has " + kinds.size() + " entries for " + layerCount + " layers");
        }
        for (int layer = 0; layer < sliding.length; layer++) {
            sliding[layer] = kinds.get(layer).equals(SLIDING);
        }
        return sliding;
    }
}
