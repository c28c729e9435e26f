package hearth.workshop.convert.foreign;

import hearth.format.InvalidModelException.Kind;
import hearth.format.safetensors.ElementType;
import hearth.format.safetensors.SafetensorsFolder;
import hearth.format.safetensors.StoredTensor;
import hearth.workshop.convert.foreign.FloatEightLayout.Block;
import hearth.workshop.convert.tensor.Values;
import hearth.workshop.huggingface.JsonFile;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * compressed-tensors: 8-bit floats or signed bytes with factors for rows, groups, blocks or the whole matrix, and whole numbers of
 * few bits packed by rows.
 */
final class CompressedTensorsLayout implements PackedLayout {
    private static final String PACKED = ".weight_packed";
    private static final String SCALE = ".weight_scale";
    private static final String ZERO = ".weight_zero_point";
    private static final String ORDER = ".weight_g_idx";
    private static final String SHAPE = ".weight_shape";
    private static final List<String> PARTS = List.of(SCALE, ZERO, ORDER, SHAPE);
    private static final List<String> UNUSED = List.of(".input_scale", ".input_zero_point");

    private final Parts parts;
    private final List<Scheme> schemes;

    /** @param config {@code quantization_config} */
    CompressedTensorsLayout(SafetensorsFolder folder, JsonFile config) {
        this.parts = new Parts(folder);
        this.schemes = Scheme.all(config);
    }

    @Override
    public Optional<String> matrix(StoredTensor tensor) {
        return Settings.matrix(tensor, PACKED).or(() -> isBytes(tensor) ? Optional.of(tensor.name()) : Optional.empty());
    }

    private static boolean isBytes(StoredTensor tensor) {
        return tensor.name().endsWith(WEIGHT) && tensor.type() == ElementType.I8 || FloatEightLayout.isCodes(tensor);
    }

    @Override
    public boolean isPart(StoredTensor tensor) {
        return PARTS.stream().anyMatch(ending -> belongs(tensor, ending)) || UNUSED.stream().anyMatch(ending -> belongs(tensor, ending));
    }

    private boolean belongs(StoredTensor tensor, String ending) {
        if (!tensor.name().endsWith(ending)) {
            return false;
        }
        String stem = Settings.stem(tensor, ending);
        return parts.has(stem + PACKED) || parts.find(stem + WEIGHT).filter(CompressedTensorsLayout::isBytes).isPresent();
    }

    @Override
    public List<String> notes() {
        boolean unused = parts.folder().tensors().values().stream()
                .anyMatch(tensor -> UNUSED.stream().anyMatch(ending -> belongs(tensor, ending)));
        return unused ? List.of(UNUSED_FACTORS) : List.of();
    }

    @Override
    public Values values(StoredTensor codes) {
        boolean packed = codes.name().endsWith(PACKED);
        String stem = Settings.stem(codes, packed ? PACKED : WEIGHT);
        StoredTensor scale = parts.typed(parts.required(stem + SCALE, codes), Parts.FLOATS);
        parts.matrix(codes);
        if (packed) {
            return packed(codes, stem, scale);
        }
        if (codes.type() == ElementType.I8) {
            return bytes(codes, stem, scale);
        }
        boolean one = schemes.stream().anyMatch(
                scheme -> scheme.isFloat() && scheme.isForRows(scale.shape(), codes.shape().getFirst()));
        Optional<Block> block = one ? Optional.empty() : Optional.of(block(codes, scale));
        return FloatEightLayout.scaled(parts, codes, scale, block);
    }

    /** What one factor of a matrix of factors is for: the scheme that fits its shape. */
    private Block block(StoredTensor codes, StoredTensor scale) {
        return schemes.stream()
                .filter(Scheme::isFloat)
                .flatMap(scheme -> scheme.block().stream())
                .filter(block -> scale.shape().equals(List.of(
                        (codes.shape().getFirst() - 1) / block.rows() + 1, (codes.shape().getLast() - 1) / block.columns() + 1)))
                .findFirst()
                .orElseThrow(() -> parts.error(Kind.MALFORMED, scale, "has shape " + scale.shape()
                        + ", which fits no group or block of the settings for codes of shape " + codes.shape()));
    }

    private Values bytes(StoredTensor codes, String stem, StoredTensor scale) {
        List<Long> shape = codes.shape();
        int columns = parts.columns(codes, shape.getLast());
        int groups = groups(codes, scale, shape.getFirst(), columns, 8);
        Grid grid = new Grid(codes, stem + WEIGHT, shape.getFirst(), columns, 8, groups, columns / groups, Grid.Formula.ZERO_POINT);
        boolean symmetric = schemes.stream().anyMatch(scheme -> !scheme.isFloat() && scheme.bits() == 8 && scheme.symmetric());
        Optional<StoredTensor> zero = optional(codes, stem + ZERO, !symmetric);
        zero.ifPresent(tensor -> {
            parts.typed(tensor, ElementType.I8);
            if (!tensor.shape().equals(scale.shape())) {
                throw parts.error(Kind.MALFORMED, tensor, "has shape " + tensor.shape() + ", but the scales have " + scale.shape());
            }
        });
        FileRows rows = new FileRows(parts, grid, 0, scales(scale, groups), (row, target) -> {
            for (int group = 0; group < groups; group++) {
                long at = scale.elementCount() == 1 ? 0 : row * groups + group;
                target[group] = 128 + (zero.isEmpty() ? 0 : parts.bytes(zero.get(), at, 1)[0]);
            }
        }, new int[0]);
        return new GridValues(parts, grid, shape, () -> rows);
    }

    private Values packed(StoredTensor codes, String stem, StoredTensor scale) {
        parts.typed(codes, ElementType.I32);
        List<Long> shape = parts.sizes(parts.required(stem + SHAPE, codes), 2);
        int columns = parts.columns(codes, shape.getLast());
        Scheme scheme = schemes.stream()
                .filter(each -> !each.isFloat())
                .filter(each -> codes.shape().equals(List.of(shape.getFirst(), ((long) columns * each.bits() + 31) / 32)))
                .findFirst()
                .orElseThrow(() -> parts.error(Kind.MALFORMED, codes, "has shape " + codes.shape()
                        + ", which is not that of codes for a matrix of shape " + shape + " with the bits of the settings"));
        long rows = shape.getFirst();
        int bits = scheme.bits();
        int groups = groups(codes, scale, rows, columns, bits);
        Grid grid = new Grid(codes, stem + WEIGHT, rows, columns, bits, groups, (columns - 1) / groups + 1, Grid.Formula.ZERO_POINT);
        Optional<StoredTensor> zero = optional(codes, stem + ZERO, !scheme.symmetric());
        zero.ifPresent(tensor -> parts.shaped(parts.typed(tensor, ElementType.I32), (rows * bits + 31) / 32, groups));
        FileRows held = new FileRows(parts, grid, codes.shape().getLast().intValue(), scales(scale, groups),
                (row, target) -> zeros(zero, row, bits, target, groups), order(optional(codes, stem + ORDER, scheme.reordered()), grid));
        return new GridValues(parts, grid, shape, () -> held);
    }

    /** Zero points are packed down the rows. */
    private void zeros(Optional<StoredTensor> zero, long row, int bits, float[] target, int groups) {
        if (zero.isEmpty()) {
            Arrays.fill(target, 0, groups, 1 << bits - 1);
            return;
        }
        long word = row * bits >>> 5;
        boolean two = (row * bits & 31) + bits > 32;
        int[] words = parts.words(zero.get(), word * groups, two ? 2 * groups : groups);
        for (int group = 0; group < groups; group++) {
            int[] column = {words[group], two ? words[groups + group] : 0};
            target[group] = BitStream.one(column, 0, row * bits & 31, bits);
        }
    }

    private FileRows.RowTable scales(StoredTensor scale, int groups) {
        return scale.elementCount() == 1 ? (_, target) -> target[0] = parts.floats(scale, 0, 1)[0] : parts.rows(scale, groups);
    }

    /** Groups of a row, as the shape of the scales and the settings say. */
    private int groups(StoredTensor codes, StoredTensor scale, long rows, int columns, int bits) {
        List<Scheme> fitting = schemes.stream().filter(scheme -> !scheme.isFloat() && scheme.bits() == bits).toList();
        if (fitting.stream().anyMatch(scheme -> scheme.isForRows(scale.shape(), rows))) {
            return 1;
        }
        return fitting.stream()
                .filter(scheme -> scheme.groupSize() > 0 && columns % scheme.groupSize() == 0)
                .map(scheme -> columns / scheme.groupSize())
                .filter(groups -> scale.shape().equals(List.of(rows, (long) groups)))
                .findFirst()
                .orElseThrow(() -> parts.error(Kind.MALFORMED, scale, "has shape " + scale.shape()
                        + ", which fits no strategy or group size of the settings for codes '" + codes.name() + "'"));
    }

    /** A part that some settings need. */
    private Optional<StoredTensor> optional(StoredTensor codes, String name, boolean needed) {
        return needed ? Optional.of(parts.required(name, codes)) : parts.find(name);
    }

    private int[] order(Optional<StoredTensor> found, Grid grid) {
        found.ifPresent(stored -> parts.shaped(parts.typed(stored, ElementType.I32), grid.columns()));
        return found.map(stored -> GroupOrder.read(parts, stored, grid)).orElse(new int[0]);
    }
}
