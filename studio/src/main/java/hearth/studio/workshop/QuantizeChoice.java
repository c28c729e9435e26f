package hearth.studio.workshop;

import hearth.format.InvalidModelException;
import hearth.format.gguf.GgufFile;
import hearth.server.call.ApiException;
import hearth.server.wire.Fields;
import hearth.workshop.quantize.FileType;
import hearth.workshop.quantize.Quantization;
import hearth.workshop.quantize.QuantizationOptions;
import hearth.workshop.quantize.RoundingLoss;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What each type would make of a model: sizes from its header alone, and the rounding error from a sample of its weights. */
final class QuantizeChoice {
    /** Without an importance matrix, from the finest on. */
    static final List<FileType> TYPES = List.of(FileType.Q8_0, FileType.Q6_K, FileType.Q5_K_M, FileType.Q5_K_S, FileType.Q4_K_M,
            FileType.Q4_K_S, FileType.Q4_0, FileType.IQ4_XS, FileType.Q3_K_L, FileType.Q3_K_M, FileType.Q2_K);

    private static final long SAMPLE_VALUES = 1 << 20;
    private static final String COMMAND_LINE_HINT = " --allow-requantize does it all the same";

    private QuantizeChoice() {}

    static FileType type(Fields request) {
        String name = request.requiredText("type");
        return FileType.ofName(name).orElseThrow(() -> ApiException.invalid("type", "is no type of file such as Q4_K_M"));
    }

    static QuantizationOptions options(Fields request, FileType type) {
        QuantizationOptions options = QuantizationOptions.of(type)
                // Chats go on beside it.
                .withThreads(Math.max(1, Runtime.getRuntime().availableProcessors() / 2));
        return request.flag("requantize").orElse(false) ? options.withRequantize() : options;
    }

    /** One row for each type; those that are not possible say why. */
    static List<Object> rows(GgufFile source, Fields request) {
        List<Object> rows = new ArrayList<>();
        for (FileType type : TYPES) {
            Map<String, Object> row = new LinkedHashMap<>();
            row.put("type", type.name());
            try {
                Quantization quantization = Quantization.of(source, options(request, type));
                row.put("bytes", quantization.byteSize());
                row.put("bits_per_weight", quantization.plan().bitsPerWeight());
            } catch (InvalidModelException e) {
                row.put("problem", message(e));
            }
            rows.add(row);
        }
        return rows;
    }

    /** @throws InvalidModelException if the type is not possible */
    static RoundingLoss loss(GgufFile source, Fields request) {
        return RoundingLoss.sample(source, options(request, type(request)), SAMPLE_VALUES);
    }

    /** Without what only helps on the command line, and without the name of a file that has only a check sum for one. */
    static String message(InvalidModelException e) {
        return e.getMessage().replace(COMMAND_LINE_HINT, "").replaceFirst("^sha256-[0-9a-f]{64}: ", "");
    }
}
