package hearth.engine.architecture;

import hearth.compute.Matrix;
import hearth.engine.model.ModelConfig;
import hearth.engine.model.Weights;
import hearth.engine.nn.Attention;
import hearth.engine.nn.LatentAttention;
import hearth.engine.nn.LatentAttention.NarrowQuery;
import hearth.engine.nn.Rotation;
import hearth.format.InvalidModelException.Kind;
import hearth.format.gguf.GgufMetadata;
import hearth.format.gguf.LayerTensor;
import hearth.format.gguf.MetadataKeys;
import java.util.Optional;

/**
 * Loads latent attention: with the way back from the latent space as a matrix for each head's keys and values, the keys' transposed;
 * or, in old files, as one matrix of all heads, whose key rows are transposed here.
 */
final class LatentLoader {
    private static final int MAX_SIZE = 1 << 20;

    private final ModelConfig stored;
    private final Weights weights;
    private final LatentAttention.Sizes sizes;
    private final int queryRank;

    LatentLoader(ModelConfig stored, Weights weights) {
        this.stored = stored;
        this.weights = weights;
        GgufMetadata values = weights.settings();
        int latentSize = size("kv rank", values.requiredInt(MetadataKeys.Attention.KV_RANK), 1);
        queryRank = size(
                "query rank", values.optionalInt(MetadataKeys.Attention.QUERY_RANK, 0), 0);
        int rotated = stored.rope().dimensionCount();
        // Old files have the sizes of the heads themselves where newer ones have those of what is kept.
        int headSize = values.optionalInt(
                MetadataKeys.Attention.LATENT_HEAD_SIZE, stored.headSize());
        int valueSize = values.optionalInt(
                MetadataKeys.Attention.LATENT_VALUE_HEAD_SIZE, stored.valueHeadSize());
        sizes = new LatentAttention.Sizes(
                stored.headCount(),
                size("dimensions of a head that do not turn", (long) headSize - rotated, 1),
                rotated,
                latentSize,
                size("value head size", valueSize, 1));
        size("query size", (long) stored.headCount() * headSize, 1);
        size("attention output size", (long) stored.headCount() * valueSize, 1);
        size("latent query size", (long) stored.headCount() * (latentSize + rotated), 1);
    }

    private int size(String name, long value, int least) {
        if (value < least || value > MAX_SIZE) {
            throw weights.error(Kind.MALFORMED, name + " is " + value + " but must be from " + least + " to " + MAX_SIZE);
        }
        return (int) value;
    }

    /** The sizes with those of the KV cache that this attention needs. */
    ModelConfig config() {
        return stored.withHeads(1, sizes.latentSize() + sizes.rotatedSize(), sizes.latentSize());
    }

    /** Dimensions of a query head. */
    int headSize() {
        return sizes.plainSize() + sizes.rotatedSize();
    }

    Attention load(int layer, float scale, Rotation rotation, PartLoader parts) {
        int hidden = stored.hiddenSize();
        int heads = sizes.headCount();
        Optional<NarrowQuery> narrow = queryRank == 0
                ? Optional.empty()
                : Optional.of(new NarrowQuery(
                        weights.matrix(LayerTensor.ATTENTION_QUERY_DOWN.weight(layer), queryRank, hidden),
                        parts.rmsNorm(LayerTensor.ATTENTION_QUERY_DOWN_NORM, layer, queryRank)));
        LayerTensor query = narrow.isPresent() ? LayerTensor.ATTENTION_QUERY_UP : LayerTensor.ATTENTION_QUERY;
        boolean fused = weights.contains(LayerTensor.ATTENTION_KV_UP.weight(layer))
                && !weights.contains(LayerTensor.ATTENTION_KEY_UP.weight(layer));
        LatentAttention.Projections projections = new LatentAttention.Projections(
                narrow,
                weights.matrix(query.weight(layer), heads * headSize(), narrow.isPresent() ? queryRank : hidden),
                weights.matrix(
                        LayerTensor.ATTENTION_KV_DOWN.weight(layer), sizes.latentSize() + sizes.rotatedSize(), hidden),
                parts.rmsNorm(LayerTensor.ATTENTION_KV_DOWN_NORM, layer, sizes.latentSize()),
                fused ? fusedKeys(layer) : keys(layer),
                fused ? fusedValues(layer) : values(layer),
                weights.matrix(LayerTensor.ATTENTION_OUTPUT.weight(layer), hidden, heads * sizes.valueSize()));
        return new LatentAttention(layer, sizes, scale, projections, rotation, parts.workspace());
    }

    private Matrix[] keys(int layer) {
        return perHead(
                LayerTensor.ATTENTION_KEY_UP.weight(layer), sizes.latentSize(), 0, sizes.latentSize(), sizes.plainSize());
    }

    private Matrix[] values(int layer) {
        return perHead(
                LayerTensor.ATTENTION_VALUE_UP.weight(layer), sizes.valueSize(), 0, sizes.valueSize(), sizes.latentSize());
    }

    private Matrix[] fusedValues(int layer) {
        return perHead(
                LayerTensor.ATTENTION_KV_UP.weight(layer),
                sizes.plainSize() + sizes.valueSize(),
                sizes.plainSize(),
                sizes.valueSize(),
                sizes.latentSize());
    }

    /** Of each head's {@code stride} rows, {@code count} from {@code first} on. */
    private Matrix[] perHead(String name, int stride, int first, int count, int columns) {
        Matrix[] matrices = new Matrix[sizes.headCount()];
        for (int head = 0; head < matrices.length; head++) {
            Weights.RowRange range = new Weights.RowRange((long) head * stride + first, count);
            matrices[head] = weights.matrixRows(name, (long) sizes.headCount() * stride, columns, range);
        }
        return matrices;
    }

    private Matrix[] fusedKeys(int layer) {
        Matrix[] matrices = new Matrix[sizes.headCount()];
        int stride = sizes.plainSize() + sizes.valueSize();
        for (int head = 0; head < matrices.length; head++) {
            Weights.RowRange range = new Weights.RowRange((long) head * stride, sizes.plainSize());
            matrices[head] = weights.transposedRows(
                    LayerTensor.ATTENTION_KV_UP.weight(layer),
                    (long) sizes.headCount() * stride,
                    sizes.latentSize(),
                    range);
        }
        return matrices;
    }
}
