package hearth.engine;

import hearth.engine.architecture.Architectures;
import hearth.format.TensorType;
import hearth.format.gguf.GgufFile;
import hearth.format.gguf.GgufMetadata;
import hearth.format.gguf.MetadataKeys;
import hearth.format.gguf.TensorInfo;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.Map;
import java.util.OptionalInt;

/**
 * What a model file says of itself, read from its header alone.
 *
 * @param parameterCount weights in all tensors
 * @param weightBytes bytes of all tensors
 * @param quantization the file type's usual name, or the type most weights have
 * @param embeds whether it makes vectors or scores of texts, and no text
 */
public record ModelSummary(
        String architecture,
        String name,
        long parameterCount,
        long weightBytes,
        OptionalInt trainedContextLength,
        OptionalInt hiddenSize,
        String quantization,
        boolean embeds) {
    /** The types "mostly ..." of general.file_type, by id; ids without an entry are of old files nobody can load any more. */
    private static final Map<Integer, String> FILE_TYPES = Map.ofEntries(
            Map.entry(0, "F32"), Map.entry(1, "F16"), Map.entry(2, "Q4_0"), Map.entry(3, "Q4_1"), Map.entry(7, "Q8_0"),
            Map.entry(8, "Q5_0"), Map.entry(9, "Q5_1"), Map.entry(10, "Q2_K"), Map.entry(11, "Q3_K_S"), Map.entry(12, "Q3_K_M"),
            Map.entry(13, "Q3_K_L"), Map.entry(14, "Q4_K_S"), Map.entry(15, "Q4_K_M"), Map.entry(16, "Q5_K_S"),
            Map.entry(17, "Q5_K_M"), Map.entry(18, "Q6_K"), Map.entry(19, "IQ2_XXS"), Map.entry(20, "IQ2_XS"),
            Map.entry(21, "Q2_K_S"), Map.entry(22, "IQ3_XS"), Map.entry(23, "IQ3_XXS"), Map.entry(24, "IQ1_S"),
            Map.entry(25, "IQ4_NL"), Map.entry(26, "IQ3_S"), Map.entry(27, "IQ3_M"), Map.entry(28, "IQ2_S"),
            Map.entry(29, "IQ2_M"), Map.entry(30, "IQ4_XS"), Map.entry(31, "IQ1_M"), Map.entry(32, "BF16"),
            Map.entry(36, "TQ1_0"), Map.entry(37, "TQ2_0"), Map.entry(38, "MXFP4_MOE"), Map.entry(39, "NVFP4"),
            Map.entry(40, "Q1_0"), Map.entry(41, "Q2_0"));

    /** @throws hearth.format.InvalidModelException if a key has a wrong type or the architecture is missing */
    public static ModelSummary of(GgufFile file) {
        GgufMetadata metadata = file.metadata();
        GgufMetadata own = metadata.ofArchitecture();
        long parameters = 0;
        long bytes = 0;
        Map<TensorType, Long> bytesOfType = new EnumMap<>(TensorType.class);
        for (TensorInfo tensor : file.tensors().values()) {
            parameters += tensor.elementCount();
            bytes += tensor.byteSize();
            bytesOfType.merge(tensor.type(), tensor.byteSize(), Long::sum);
        }
        String commonest = bytesOfType.entrySet().stream()
                .max(Comparator.comparingLong(Map.Entry::getValue))
                .map(entry -> entry.getKey().name())
                .orElse("unknown");
        OptionalInt fileType = metadata.optionalInt(MetadataKeys.General.FILE_TYPE);
        return new ModelSummary(
                metadata.architecture(),
                metadata.optionalString(MetadataKeys.General.NAME).orElse(metadata.fileName()),
                parameters,
                bytes,
                own.optionalInt(MetadataKeys.Model.TRAINED_CONTEXT_LENGTH),
                own.optionalInt(MetadataKeys.Model.HIDDEN_SIZE),
                fileType.isPresent() ? FILE_TYPES.getOrDefault(fileType.getAsInt(), commonest) : commonest,
                own.optionalInt(MetadataKeys.Model.POOLING_TYPE).orElse(0) > 0 || Architectures.seesWholeSequences(metadata.architecture()));
    }
}
