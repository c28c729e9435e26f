package hearth.workshop.budget;

import hearth.format.TensorType;
import hearth.workshop.quantize.FileType;
import hearth.workshop.quantize.ImportanceMatrix;
import hearth.workshop.quantize.QuantizationOptions;
import hearth.workshop.quantize.TypeOverride;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;

/** What the quantizer is told of an allocation: a type for each tensor by name, and importance for those that want it. */
final class AllocationOptions {
    private AllocationOptions() {}

    static QuantizationOptions of(Allocation allocation, Optional<ImportanceMatrix> importance, boolean requantize, int threads) {
        List<TypeOverride> overrides = new ArrayList<>();
        allocation.choices().forEach((name, choice) ->
                overrides.add(new TypeOverride(Pattern.compile("^" + Pattern.quote(name) + "$"), choice.encoding().type())));
        QuantizationOptions options = QuantizationOptions.of(commonest(allocation)).withOverrides(overrides).withThreads(threads);
        options = requantize ? options.withRequantize() : options;
        return importance.isPresent() ? options.withImportance(needed(allocation, importance.get())) : options;
    }

    private static ImportanceMatrix needed(Allocation allocation, ImportanceMatrix importance) {
        Map<String, float[]> columns = new TreeMap<>(importance.columns());
        columns.keySet().removeIf(name -> {
            Choice choice = allocation.choices().get(name);
            return choice == null || !choice.encoding().weighted();
        });
        return new ImportanceMatrix(importance.file(), importance.datasets(), importance.chunkCount(), columns);
    }

    /** The file type of the tensor type that most bytes are of: what programs show. */
    private static FileType commonest(Allocation allocation) {
        Map<TensorType, Long> bytes = new EnumMap<>(TensorType.class);
        allocation.choices().values().forEach(choice -> bytes.merge(choice.encoding().type(), choice.byteSize(), Long::sum));
        return bytes.entrySet().stream()
                .sorted(Map.Entry.<TensorType, Long>comparingByValue().reversed())
                .flatMap(entry -> FileType.ofName(entry.getKey().name()).stream())
                .findFirst()
                .orElse(FileType.F16);
    }

    /** Tells allocations apart. */
    static String digest(Allocation allocation) {
        StringBuilder text = new StringBuilder();
        allocation.choices().forEach((name, choice) -> text.append(name).append('=').append(choice.encoding()).append('\n'));
        try {
            MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
            return HexFormat.of().formatHex(sha256.digest(text.toString().getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
