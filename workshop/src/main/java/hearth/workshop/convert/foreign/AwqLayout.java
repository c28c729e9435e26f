package hearth.workshop.convert.foreign;

import hearth.format.InvalidModelException.Kind;
import hearth.format.safetensors.ElementType;
import hearth.format.safetensors.SafetensorsFolder;
import hearth.format.safetensors.StoredTensor;
import hearth.workshop.convert.tensor.Values;
import hearth.workshop.huggingface.JsonFile;
import java.util.List;
import java.util.Optional;

/** AWQ as AutoAWQ stores it in its version "gemm": four-bit codes and zero points packed along the outputs, eight to a word. */
final class AwqLayout implements PackedLayout {
    private static final String CODES = ".qweight";
    private static final List<String> PARTS = List.of(".qzeros", ".scales");
    private static final int BITS = 4;
    private static final int IN_WORD = 8;

    private final Parts parts;
    private final MatrixShelf shelf = new MatrixShelf();
    private final int groupSize;

    /** @param config {@code quantization_config}, or {@code quant_config.json} */
    AwqLayout(SafetensorsFolder folder, JsonFile config) {
        this.parts = new Parts(folder);
        int bits = config.requiredInt("bits", "w_bit");
        if (bits != BITS) {
            throw config.unsupported(config.has("bits") ? "bits" : "w_bit", "is " + bits + "; AWQ is known with 4 only");
        }
        Settings.require(config, config.has("checkpoint_format") ? "checkpoint_format" : "version", "gemm");
        this.groupSize = Settings.groupSize(config, "group_size", "q_group_size");
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
        int columns = parts.columns(codes, codes.shape().get(0));
        long words = codes.shape().get(1);
        long rows = parts.heldRows(codes, Math.multiplyExact(words, (long) IN_WORD));
        int size = groupSize < 0 ? columns : groupSize;
        if (columns % size != 0) {
            throw parts.error(Kind.MALFORMED, codes, "has " + columns + " rows, which do not fill groups of " + size);
        }
        StoredTensor zeros = parts.required(stem + ".qzeros", codes);
        parts.shaped(parts.typed(zeros, ElementType.I32), columns / size, words);
        StoredTensor scales = parts.required(stem + ".scales", codes);
        parts.shaped(parts.typed(scales, Parts.FLOATS), columns / size, rows);
        Grid grid = new Grid(codes, stem + WEIGHT, rows, columns, BITS, columns / size, size, Grid.Formula.ZERO_POINT);
        return new GridValues(parts, grid, List.of(rows, (long) columns),
                () -> shelf.get(codes.name(), () -> new TurnedRows(new AwqSource(parts, grid, zeros, scales), grid)));
    }
}
