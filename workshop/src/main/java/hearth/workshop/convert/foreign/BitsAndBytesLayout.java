package hearth.workshop.convert.foreign;

import hearth.format.InvalidModelException.Kind;
import hearth.format.TensorType;
import hearth.format.safetensors.ElementType;
import hearth.format.safetensors.SafetensorsFolder;
import hearth.format.safetensors.StoredTensor;
import hearth.json.Json;
import hearth.json.JsonException;
import hearth.workshop.convert.tensor.Values;
import hearth.workshop.huggingface.JsonFile;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/**
 * bitsandbytes: NF4 and FP4, whose codes run over all values of a matrix in blocks with a factor each, and LLM.int8, with a factor
 * for each row.
 */
final class BitsAndBytesLayout implements PackedLayout {
    private static final String STATE = ".quant_state.bitsandbytes__";
    private static final List<String> KINDS = List.of("nf4", "fp4");
    private static final List<String> PARTS = List.of(".absmax", ".quant_map", ".nested_absmax", ".nested_quant_map",
            STATE + "nf4", STATE + "fp4");
    private static final String ROW_FACTORS = ".SCB";
    private static final String ROW_FORMAT = ".weight_format";
    private static final int MAX_STATE_BYTES = 1 << 16;
    private static final int MAX_BLOCK = 1 << 16;

    private final Parts parts;

    BitsAndBytesLayout(SafetensorsFolder folder) {
        this.parts = new Parts(folder);
    }

    @Override
    public Optional<String> matrix(StoredTensor tensor) {
        return isFourBit(tensor.name()) || isEightBit(tensor) ? Optional.of(tensor.name()) : Optional.empty();
    }

    private boolean isFourBit(String name) {
        return parts.has(name) && KINDS.stream().anyMatch(kind -> parts.has(name + STATE + kind));
    }

    private static boolean isEightBit(StoredTensor tensor) {
        return tensor.type() == ElementType.I8 && tensor.name().endsWith(WEIGHT);
    }

    @Override
    public boolean isPart(StoredTensor tensor) {
        boolean four = PARTS.stream().anyMatch(
                ending -> tensor.name().endsWith(ending) && isFourBit(Settings.stem(tensor, ending)));
        return four || List.of(ROW_FACTORS, ROW_FORMAT).stream().anyMatch(ending -> tensor.name().endsWith(ending)
                && parts.find(Settings.stem(tensor, ending) + WEIGHT).filter(BitsAndBytesLayout::isEightBit).isPresent());
    }

    @Override
    public Values values(StoredTensor codes) {
        return isFourBit(codes.name()) ? fourBits(codes) : eightBits(codes);
    }

    private Values eightBits(StoredTensor codes) {
        parts.matrix(codes);
        String stem = Settings.stem(codes, WEIGHT);
        StoredTensor factors = parts.required(stem + ROW_FACTORS, codes);
        parts.shaped(parts.typed(factors, ElementType.F32), codes.shape().getFirst());
        parts.columns(codes, codes.shape().getLast());
        parts.find(stem + ROW_FORMAT).ifPresent(format -> {
            parts.typed(format, ElementType.U8);
            if (format.elementCount() != 1 || parts.bytes(format, 0, 1)[0] != 0) {
                throw parts.error(Kind.UNSUPPORTED, format, "says the codes are not stored by rows");
            }
        });
        return new RowScaledBytes(parts, codes, factors);
    }

    private Values fourBits(StoredTensor codes) {
        String name = codes.name();
        String kind = KINDS.stream().filter(each -> parts.has(name + STATE + each)).findFirst().orElseThrow();
        StoredTensor stored = parts.required(name + STATE + kind, codes);
        JsonFile state = state(stored);
        if (!state.text("quant_type").orElse("").equals(kind)) {
            throw parts.error(Kind.MALFORMED, stored, "says another quant_type");
        }
        int block = size(stored, state, "blocksize");
        List<Long> shape = shape(stored, state);
        long count = shape.stream().reduce(1L, Math::multiplyExact);
        if (codes.byteSize() != (count + 1) / 2) {
            throw parts.error(Kind.MALFORMED, codes, "has " + codes.byteSize()
                    + " bytes, which are not the four-bit codes of shape " + shape);
        }
        TensorType type = switch (state.text("dtype").orElse("?")) {
            case "float32" -> TensorType.F32;
            case "float16" -> TensorType.F16;
            case "bfloat16" -> TensorType.BF16;
            default -> throw parts.error(Kind.UNSUPPORTED, stored, "says the dtype " + state.text("dtype").orElse("?"));
        };
        StoredTensor map = parts.required(name + ".quant_map", codes);
        parts.shaped(parts.typed(map, ElementType.F32), 16);
        float[] values = parts.floats(map, 0, 16);
        for (float value : values) {
            if (!Float.isFinite(value)) {
                throw parts.error(Kind.MALFORMED, map, "has a value that is no finite number");
            }
        }
        BlockFactors factors = factors(codes, stored, state, (count - 1) / block + 1);
        return new BlockwiseValues(parts, codes, kind, shape, block, values, factors, type);
    }

    private BlockFactors factors(StoredTensor codes, StoredTensor stored, JsonFile state, long blocks) {
        StoredTensor absmax = parts.shaped(parts.required(codes.name() + ".absmax", codes), blocks);
        if (!parts.has(codes.name() + ".nested_absmax")) {
            if (state.has("nested_blocksize")) {
                throw parts.error(Kind.MISSING, codes, "is here without '" + codes.name() + ".nested_absmax'");
            }
            parts.typed(absmax, ElementType.F32);
            return new BlockFactors(parts, absmax, null, 1, new float[0], 0);
        }
        parts.typed(absmax, ElementType.U8);
        int block = size(stored, state, "nested_blocksize");
        StoredTensor nested = parts.required(codes.name() + ".nested_absmax", codes);
        parts.shaped(parts.typed(nested, ElementType.F32), (blocks - 1) / block + 1);
        StoredTensor map = parts.required(codes.name() + ".nested_quant_map", codes);
        parts.shaped(parts.typed(map, ElementType.F32), 256);
        return new BlockFactors(parts, absmax, nested, block, parts.floats(map, 0, 256),
                (float) state.requiredNumber("nested_offset"));
    }

    private JsonFile state(StoredTensor stored) {
        parts.typed(stored, ElementType.U8);
        if (stored.byteSize() > MAX_STATE_BYTES) {
            throw parts.error(Kind.TOO_LARGE, stored, "has more than " + MAX_STATE_BYTES + " bytes");
        }
        String text = new String(parts.bytes(stored, 0, (int) stored.byteSize()), StandardCharsets.UTF_8);
        try {
            return JsonFile.of(parts.folder().fileOf(stored) + ": tensor '" + stored.name() + "'", Json.parseObject(text));
        } catch (JsonException e) {
            throw parts.error(Kind.MALFORMED, stored, "holds no settings: " + e.getMessage());
        }
    }

    private int size(StoredTensor stored, JsonFile state, String key) {
        int size = state.requiredInt(key);
        if (size < 2 || size > MAX_BLOCK || Integer.bitCount(size) != 1) {
            throw parts.error(Kind.MALFORMED, stored, "says a " + key + " of " + size);
        }
        return size;
    }

    private List<Long> shape(StoredTensor stored, JsonFile state) {
        List<Double> sizes = state.numbers("shape").orElse(List.of());
        boolean sound = sizes.size() == 2 && sizes.stream().allMatch(size -> size >= 1 && size <= 1 << 30 && size == Math.rint(size));
        if (!sound) {
            throw parts.error(Kind.MALFORMED, stored, "says the shape " + sizes + ", which is no matrix");
        }
        parts.columns(stored, sizes.getLast().longValue());
        return sizes.stream().map(Double::longValue).toList();
    }
}
