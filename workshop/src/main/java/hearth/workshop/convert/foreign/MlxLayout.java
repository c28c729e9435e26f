package hearth.workshop.convert.foreign;

import hearth.format.InvalidModelException.Kind;
import hearth.format.safetensors.ElementType;
import hearth.format.safetensors.SafetensorsFolder;
import hearth.format.safetensors.StoredTensor;
import hearth.workshop.convert.foreign.MicroscaledValues.Form;
import hearth.workshop.convert.tensor.Values;
import hearth.workshop.huggingface.JsonFile;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** MLX: each row a stream of codes in 32-bit words, with a scale and a bias, or a scale of 8 bits, for each group. */
final class MlxLayout implements PackedLayout {
    private static final String SCALES = ".scales";
    private static final String BIASES = ".biases";
    private static final List<Integer> BITS = List.of(2, 3, 4, 5, 6, 8);
    private static final List<Integer> SIZES = List.of(16, 32, 64, 128);

    private final Parts parts;
    private final JsonFile config;

    /** What holds for one matrix. */
    private record Setting(String mode, int bits, int groupSize) {}

    /** @param config {@code quantization} */
    MlxLayout(SafetensorsFolder folder, JsonFile config) {
        this.parts = new Parts(folder);
        this.config = config;
        setting(config);
    }

    @Override
    public Optional<String> matrix(StoredTensor tensor) {
        return isCodes(tensor) ? Optional.of(tensor.name()) : Optional.empty();
    }

    @Override
    public boolean isPart(StoredTensor tensor) {
        return List.of(SCALES, BIASES).stream().anyMatch(ending -> tensor.name().endsWith(ending)
                && parts.find(Settings.stem(tensor, ending) + WEIGHT).filter(MlxLayout::isCodes).isPresent());
    }

    private static boolean isCodes(StoredTensor tensor) {
        return tensor.type() == ElementType.U32 && tensor.name().endsWith(WEIGHT);
    }

    /** Settings of the model or of one module; what is missing is MLX's default for the mode, not the model's setting. */
    private static Setting setting(JsonFile own) {
        String mode = own.text("mode").orElse("affine");
        Optional<Form> form = Form.ofName(mode);
        if (form.isEmpty() && !mode.equals("affine")) {
            throw own.unsupported("mode", "is '" + mode + "'; known are affine, mxfp4, nvfp4 and mxfp8");
        }
        int bits = own.intOr(form.map(Form::bits).orElse(4), "bits");
        int size = own.intOr(form.map(Form::groupSize).orElse(64), "group_size");
        boolean known = form.map(each -> each.bits() == bits && each.groupSize() == size)
                .orElse(BITS.contains(bits) && SIZES.contains(size));
        if (!known) {
            throw own.unsupported("bits", "and group_size are " + bits + " and " + size + ", which mode " + mode + " has not");
        }
        return new Setting(mode, bits, size);
    }

    /** Modules may have settings of their own, by the path of the module. */
    private Setting setting(StoredTensor codes) {
        String path = Settings.stem(codes, WEIGHT);
        Object own = config.values().get(path);
        if (own == null || Boolean.TRUE.equals(own)) {
            return setting(config);
        }
        if (Boolean.FALSE.equals(own)) {
            throw parts.error(Kind.MALFORMED, codes, "holds codes, but " + config.file() + " says it is not quantized");
        }
        return setting(config.object(path).orElseThrow());
    }

    @Override
    public Values values(StoredTensor codes) {
        Setting setting = setting(codes);
        String stem = Settings.stem(codes, WEIGHT);
        List<Long> packed = codes.shape();
        if (packed.size() < 2 || codes.elementCount() < 1) {
            throw parts.error(Kind.MALFORMED, codes, "has shape " + packed + ", which is no matrix");
        }
        int rowWords = parts.columns(codes, packed.getLast());
        int columns = parts.columns(codes, 32L * rowWords / setting.bits);
        List<Long> shape = new ArrayList<>(packed.subList(0, packed.size() - 1));
        StoredTensor scales = parts.required(stem + SCALES, codes);
        int groups = columns / setting.groupSize;
        boolean whole = (long) columns * setting.bits == 32L * rowWords && columns % setting.groupSize == 0;
        shape.add((long) groups);
        long[] expected = shape.stream().mapToLong(Long::longValue).toArray();
        shape.set(shape.size() - 1, (long) columns);
        if (!whole) {
            throw parts.error(Kind.MALFORMED, codes, "has shape " + packed + ", which does not hold groups of " + setting.groupSize
                    + " codes of " + setting.bits + " bits");
        }
        Optional<Form> form = Form.ofName(setting.mode);
        if (form.isPresent()) {
            parts.shaped(parts.typed(scales, ElementType.U8), expected);
            return new MicroscaledValues(parts, codes, scales, form.get(), List.copyOf(shape));
        }
        parts.shaped(parts.typed(scales, Parts.FLOATS), expected);
        StoredTensor biases = parts.required(stem + BIASES, codes);
        parts.shaped(parts.typed(biases, Parts.FLOATS), expected);
        Grid grid = new Grid(codes, codes.name(), codes.elementCount() / rowWords, columns, setting.bits, groups, setting.groupSize,
                Grid.Formula.BIAS);
        FileRows rows = new FileRows(parts, grid, rowWords, parts.rows(scales, groups), parts.rows(biases, groups), new int[0]);
        return new GridValues(parts, grid, List.copyOf(shape), () -> rows);
    }
}
