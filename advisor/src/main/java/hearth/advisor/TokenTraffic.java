package hearth.advisor;

import hearth.format.gguf.GgufFile;
import hearth.format.gguf.GgufMetadata;
import hearth.format.gguf.MetadataKeys;
import hearth.format.gguf.TensorInfo;
import hearth.format.gguf.TensorNames;
import java.util.Arrays;

/**
 * Bytes that one decoded token reads from memory. The speed of decoding can't be above bandwidth / bytes.
 *
 * @param weightBytes weights: all of them, but only one row of a separate embedding table and only the experts that are used
 * @param kvBytesPerPosition keys and values in binary16 of one earlier position
 */
public record TokenTraffic(long weightBytes, long kvBytesPerPosition) {
    private static final String EXPERTS = "_exps.";

    /** @throws hearth.format.InvalidModelException if the sizes in the file are missing or of the wrong type */
    public static TokenTraffic of(GgufFile file) {
        GgufMetadata sizes = file.metadata().ofArchitecture();
        int experts = sizes.optionalInt(MetadataKeys.Experts.COUNT, 0);
        int used = sizes.optionalInt(MetadataKeys.Experts.USED_COUNT, experts);
        boolean separate = file.findTensor(TensorNames.OUTPUT).isPresent();
        long bytes = 0;
        for (TensorInfo tensor : file.tensors().values()) {
            if (separate && tensor.name().equals(TensorNames.TOKEN_EMBEDDING)) {
                bytes += tensor.type().byteSize(tensor.columns());
            } else if (experts > 0 && tensor.name().contains(EXPERTS)) {
                bytes += tensor.byteSize() / experts * used;
            } else {
                bytes += tensor.byteSize();
            }
        }
        return new TokenTraffic(bytes, kvBytes(sizes));
    }

    private static long kvBytes(GgufMetadata sizes) {
        int layers = sizes.requiredInt(MetadataKeys.Model.LAYER_COUNT);
        int[] heads = sizes.requiredIntPerLayer(MetadataKeys.Attention.HEAD_COUNT, layers);
        int[] kvHeads = sizes.optionalIntPerLayer(MetadataKeys.Attention.KV_HEAD_COUNT, layers).orElse(heads);
        int headSize = sizes.optionalInt(
                MetadataKeys.Attention.HEAD_SIZE, sizes.requiredInt(MetadataKeys.Model.HIDDEN_SIZE) / heads[0]);
        int valueSize = sizes.optionalInt(MetadataKeys.Attention.VALUE_HEAD_SIZE, headSize);
        return (long) Arrays.stream(kvHeads).sum() * (headSize + valueSize) * Short.BYTES;
    }

    /** Most tokens a second at this depth of context, for a memory that gives so many bytes a second. */
    public double ceiling(double bandwidth, long depth) {
        return bandwidth / (weightBytes + depth * kvBytesPerPosition);
    }
}
