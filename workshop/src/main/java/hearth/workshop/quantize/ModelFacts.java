package hearth.workshop.quantize;

import hearth.format.gguf.GgufFile;
import hearth.format.gguf.GgufMetadata;
import hearth.format.gguf.MetadataKeys;
import hearth.format.gguf.MetadataValue;
import hearth.format.gguf.TensorNames;

/**
 * What the mixtures ask of a model.
 *
 * @param layerCount 0 where the file does not say
 * @param queriesPerKey heads of a key and value head in the first layer
 * @param expertCount 0 without experts
 * @param tied whether the embedding is the output matrix too
 * @param importance whether an importance matrix is at hand
 */
record ModelFacts(
        String architecture, int layerCount, int queriesPerKey, int expertCount, int valueCount, boolean tied, boolean importance) {
    static ModelFacts of(GgufFile file, boolean importance) {
        GgufMetadata sizes = file.metadata().ofArchitecture();
        int heads = first(sizes, MetadataKeys.Attention.HEAD_COUNT, 1);
        int kvHeads = first(sizes, MetadataKeys.Attention.KV_HEAD_COUNT, heads);
        int values = (int) file.tensors().keySet().stream()
                .filter(name -> TensorRole.of(name) == TensorRole.ATTENTION_VALUE)
                .count();
        return new ModelFacts(
                file.metadata().architecture(),
                sizes.optionalInt(MetadataKeys.Model.LAYER_COUNT, 0),
                kvHeads > 0 ? heads / kvHeads : 1,
                sizes.optionalInt(MetadataKeys.Experts.COUNT, 0),
                values,
                file.findTensor(TensorNames.OUTPUT).isEmpty(),
                importance);
    }

    /** A number, or the first of one for each layer. */
    private static int first(GgufMetadata sizes, String key, int fallback) {
        if (sizes.find(key).orElse(null) instanceof MetadataValue.Array) {
            int[] all = sizes.requiredInts(key);
            return all.length == 0 ? fallback : all[0];
        }
        return sizes.optionalInt(key, fallback);
    }

    boolean isFalcon() {
        return architecture.equals("falcon");
    }

    /** Models of 80 layers whose few value matrices are shared by many heads. */
    boolean isSeventyBillion() {
        return layerCount == 80 && queriesPerKey > 1 && (architecture.equals("llama") || architecture.equals("qwen2"));
    }
}
