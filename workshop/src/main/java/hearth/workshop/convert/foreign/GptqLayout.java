package hearth.workshop.convert.foreign;

import hearth.format.InvalidModelException.Kind;
import hearth.format.safetensors.ElementType;
import hearth.format.safetensors.SafetensorsFolder;
import hearth.format.safetensors.StoredTensor;
import hearth.workshop.convert.tensor.Values;
import hearth.workshop.huggingface.JsonFile;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * GPTQ as AutoGPTQ and GPTQModel store it: codes packed along the inputs, zero points along the outputs, a scale for each group of
 * inputs and output, and the group of each input.
 */
final class GptqLayout implements PackedLayout {
    private static final String CODES = ".qweight";
    private static final List<String> PARTS = List.of(".qzeros", ".scales", ".g_idx");
    private static final Set<Integer> BITS = Set.of(2, 3, 4, 8);

    private final Parts parts;
    private final MatrixShelf shelf = new MatrixShelf();
    private final int bits;
    private final int groupSize;
    private final boolean mayReorder;
    private final boolean zerosLessOne;

    /** @param config {@code quantization_config}, or {@code quantize_config.json} */
    GptqLayout(SafetensorsFolder folder, JsonFile config) {
        this.parts = new Parts(folder);
        this.bits = config.requiredInt("bits");
        if (!BITS.contains(bits)) {
            throw config.unsupported("bits", "is " + bits + "; known are 2, 3, 4 and 8");
        }
        this.groupSize = Settings.groupSize(config, "group_size");
        this.mayReorder = config.flag("desc_act", false);
        String format = config.text("checkpoint_format", "format").orElse("gptq");
        this.zerosLessOne = switch (format) {
            case "gptq" -> true;
            case "gptq_v2" -> false;
            default -> throw config.unsupported(config.has("checkpoint_format") ? "checkpoint_format" : "format",
                    "is '" + format + "'; known are gptq and gptq_v2");
        };
        Settings.requireAbsent(config, "is_marlin_format", "is_bitblas_format");
        Settings.require(config, "pack_dtype", "int32");
        Settings.requireSkipsOnly(config, "dynamic");
    }

    @Override
    public Optional<String> matrix(StoredTensor tensor) {
        return Settings.matrix(tensor, CODES);
    }

    @Override
    public boolean isPart(StoredTensor tensor) {
        return Settings.isPart(parts, tensor, PARTS, CODES);
    }

    @Override
    public Values values(StoredTensor codes) {
        String stem = Settings.stem(codes, CODES);
        parts.matrix(parts.typed(codes, ElementType.I32));
        long packedBits = Math.multiplyExact(codes.shape().get(0), 32L);
        if (packedBits % bits != 0) {
            throw parts.error(Kind.MALFORMED, codes, "has shape " + codes.shape()
                    + ", which does not hold whole codes of " + bits + " bits");
        }
        int columns = parts.columns(codes, packedBits / bits);
        long rows = parts.heldRows(codes, codes.shape().get(1));
        int size = groupSize < 0 ? columns : groupSize;
        int groups = (columns - 1) / size + 1;
        if (rows * bits % 32 != 0) {
            throw parts.error(Kind.MALFORMED, codes, "has " + rows + " columns, whose zero points do not fill words");
        }
        StoredTensor zeros = parts.required(stem + ".qzeros", codes);
        parts.shaped(parts.typed(zeros, ElementType.I32), groups, rows * bits / 32);
        StoredTensor scales = parts.required(stem + ".scales", codes);
        parts.shaped(parts.typed(scales, Parts.FLOATS), groups, rows);
        Optional<StoredTensor> order = parts.find(stem + ".g_idx");
        order.ifPresent(tensor -> parts.shaped(parts.typed(tensor, ElementType.I32), columns));
        if (order.isEmpty() && mayReorder) {
            throw parts.error(Kind.MISSING, codes, "is here without '" + stem + ".g_idx', which desc_act needs");
        }
        Grid grid = new Grid(codes, stem + WEIGHT, rows, columns, bits, groups, size, Grid.Formula.ZERO_POINT);
        GptqSource source = new GptqSource(parts, grid, zeros, scales, order, zerosLessOne);
        source.order();
        return new GridValues(parts, grid, List.of(rows, (long) columns),
                () -> shelf.get(codes.name(), () -> new TurnedRows(source, grid)));
    }
}
