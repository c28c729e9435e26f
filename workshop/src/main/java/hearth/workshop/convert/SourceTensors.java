package hearth.workshop.convert;

import hearth.format.InvalidModelException;
import hearth.format.InvalidModelException.Kind;
import hearth.format.safetensors.ElementType;
import hearth.format.safetensors.SafetensorsFolder;
import hearth.format.safetensors.StoredTensor;
import hearth.workshop.convert.tensor.BlockScaled;
import hearth.workshop.convert.tensor.StoredValues;
import hearth.workshop.convert.tensor.Values;
import hearth.workshop.huggingface.JsonFile;
import java.util.List;
import java.util.Set;

/** The tensors of a model as numbers, however they are stored; a kind of quantization that is not known is refused. */
final class SourceTensors {
    private static final String FACTORS = "_scale_inv";
    private static final String KEY = "quantization_config";
    private static final Set<ElementType> EIGHT_BITS = Set.of(ElementType.F8_E4M3, ElementType.F8_E5M2);

    private final SafetensorsFolder weights;
    private final int blockRows;
    private final int blockColumns;

    private SourceTensors(SafetensorsFolder weights, int blockRows, int blockColumns) {
        this.weights = weights;
        this.blockRows = blockRows;
        this.blockColumns = blockColumns;
    }

    /**
     * Looks at {@code quantization_config}: packed weights of other quantizers look like ordinary tensors in part, and none of
     * them must slip through.
     *
     * @param mxfp4 whether expert weights packed as MXFP4 are understood
     */
    static SourceTensors of(SafetensorsFolder weights, JsonFile config, boolean mxfp4) {
        JsonFile quantized = config.object(KEY).orElse(null);
        if (quantized == null) {
            return new SourceTensors(weights, 0, 0);
        }
        String method = quantized.text("quant_method").orElse("?");
        if (method.equals("mxfp4") && mxfp4) {
            return new SourceTensors(weights, 0, 0);
        }
        List<Double> block = quantized.numbers("weight_block_size").orElse(List.of());
        if (method.equals("fp8") && block.size() == 2 && block.stream().allMatch(size -> size >= 1 && size <= 1 << 20)) {
            return new SourceTensors(weights, block.get(0).intValue(), block.get(1).intValue());
        }
        throw config.unsupported(KEY, "says the weights are quantized with '" + method + "', which cannot be converted");
    }

    /** Whether this tensor is a part of another one and nothing by itself. */
    boolean isPart(StoredTensor tensor) {
        String name = tensor.name();
        return blockRows > 0
                && name.endsWith(FACTORS)
                && weights.tensors().containsKey(name.substring(0, name.length() - FACTORS.length()));
    }

    Values values(StoredTensor tensor) {
        Values stored = new StoredValues(weights, tensor);
        if (!EIGHT_BITS.contains(tensor.type())) {
            return stored;
        }
        StoredTensor factors = weights.tensors().get(tensor.name() + FACTORS);
        if (blockRows == 0 || factors == null) {
            throw InvalidModelException.inFile(Kind.UNSUPPORTED, weights.fileOf(tensor),
                    "tensor '" + tensor.name() + "' has type " + tensor.type() + " but no factors '" + tensor.name() + FACTORS + "'");
        }
        return new BlockScaled(stored, new StoredValues(weights, factors), blockRows, blockColumns);
    }
}
