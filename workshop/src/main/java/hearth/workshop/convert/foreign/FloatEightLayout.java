package hearth.workshop.convert.foreign;

import hearth.format.InvalidModelException.Kind;
import hearth.format.safetensors.ElementType;
import hearth.format.safetensors.SafetensorsFolder;
import hearth.format.safetensors.StoredTensor;
import hearth.workshop.convert.tensor.BlockScaled;
import hearth.workshop.convert.tensor.StoredValues;
import hearth.workshop.convert.tensor.Values;
import hearth.workshop.huggingface.JsonFile;
import java.util.List;
import java.util.Optional;

/** FP8: 8-bit floats and factors to multiply them with, for blocks (DeepSeek's form), for rows or for the whole matrix. */
final class FloatEightLayout implements PackedLayout {
    private static final List<String> FACTORS = List.of("_scale_inv", "_scale");
    private static final List<String> UNUSED = List.of(".input_scale", ".activation_scale");
    private static final int MAX_BLOCK = 1 << 20;

    private final Parts parts;
    private final Optional<Block> block;

    /** Sizes of what has one factor. */
    record Block(int rows, int columns) {
        /** Two sizes of a setting. */
        static Optional<Block> of(JsonFile config, String key) {
            Optional<List<Double>> sizes = config.numbers(key);
            boolean sound = sizes.isEmpty() || sizes.get().size() == 2
                    && sizes.get().stream().allMatch(size -> size >= 1 && size <= MAX_BLOCK && size == Math.rint(size));
            if (!sound) {
                throw config.error(key, "is " + sizes.get() + ", which are no two sizes from 1 to " + MAX_BLOCK);
            }
            return sizes.map(two -> new Block(two.getFirst().intValue(), two.getLast().intValue()));
        }
    }

    /** @param config {@code quantization_config} */
    FloatEightLayout(SafetensorsFolder folder, JsonFile config) {
        this.parts = new Parts(folder);
        this.block = Block.of(config, "weight_block_size");
    }

    static boolean isCodes(StoredTensor tensor) {
        return tensor.name().endsWith(WEIGHT) && (tensor.type() == ElementType.F8_E4M3 || tensor.type() == ElementType.F8_E5M2);
    }

    @Override
    public Optional<String> matrix(StoredTensor tensor) {
        return isCodes(tensor) ? Optional.of(tensor.name()) : Optional.empty();
    }

    @Override
    public boolean isPart(StoredTensor tensor) {
        return FACTORS.stream().anyMatch(ending -> belongs(tensor, ending, ""))
                || UNUSED.stream().anyMatch(ending -> belongs(tensor, ending, WEIGHT));
    }

    private boolean belongs(StoredTensor tensor, String ending, String codes) {
        return tensor.name().endsWith(ending)
                && parts.find(Settings.stem(tensor, ending) + codes).filter(FloatEightLayout::isCodes).isPresent();
    }

    @Override
    public List<String> notes() {
        boolean unused = parts.folder().tensors().values().stream()
                .anyMatch(tensor -> UNUSED.stream().anyMatch(ending -> belongs(tensor, ending, WEIGHT)));
        return unused ? List.of(UNUSED_FACTORS) : List.of();
    }

    @Override
    public Values values(StoredTensor codes) {
        StoredTensor factors = FACTORS.stream()
                .flatMap(ending -> parts.find(codes.name() + ending).stream())
                .findFirst()
                .orElseThrow(() -> parts.error(Kind.MISSING, codes, "has type " + codes.type() + " but no factors '" + codes.name()
                        + FACTORS.getFirst() + "'"));
        return scaled(parts, codes, factors, block);
    }

    /** Codes times factors of whichever shape; a matrix of factors is for blocks of the sizes given. */
    static Values scaled(Parts parts, StoredTensor codes, StoredTensor factors, Optional<Block> block) {
        parts.matrix(codes);
        parts.typed(factors, Parts.FLOATS);
        long rows = codes.shape().getFirst();
        int columns = parts.columns(codes, codes.shape().getLast());
        Values stored = new StoredValues(parts.folder(), codes);
        Values factor = new StoredValues(parts.folder(), factors);
        if (factors.elementCount() == 1 && block.isEmpty()) {
            return new BlockScaled(stored, factor.shaped(1L, 1L), parts.heldRows(codes, rows), columns);
        }
        if (block.isEmpty()) {
            if (factors.shape().size() == 1) {
                parts.shaped(factors, rows);
            } else {
                parts.shaped(factors, rows, 1);
            }
            return new BlockScaled(stored, factor.shaped(rows, 1L), 1, columns);
        }
        int high = block.get().rows;
        int wide = block.get().columns;
        parts.shaped(factors, (rows - 1) / high + 1, (columns - 1) / wide + 1);
        return new BlockScaled(stored, factor, high, wide);
    }
}
