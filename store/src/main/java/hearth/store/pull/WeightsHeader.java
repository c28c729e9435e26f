package hearth.store.pull;

import hearth.format.ByteSource;
import hearth.format.InvalidModelException;
import hearth.format.TensorType;
import hearth.format.gguf.GgufFile;
import hearth.format.gguf.MetadataKeys;
import hearth.format.gguf.TensorInfo;
import hearth.store.DamagedStoreException;
import hearth.store.StoreException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * What a GGUF file's header says about it.
 *
 * @param family architecture
 * @param parameterCount such as {@code 134.52M}
 * @param fileType such as {@code Q4_K_M}
 */
record WeightsHeader(String family, String parameterCount, String fileType) {
    /** Names of {@code general.file_type}; the mixed ones cannot be told from the tensors alone. */
    private static final Map<Integer, String> MIXED_TYPES = Map.ofEntries(
            Map.entry(10, "Q2_K"), Map.entry(11, "Q3_K_S"), Map.entry(12, "Q3_K_M"), Map.entry(13, "Q3_K_L"),
            Map.entry(14, "Q4_K_S"), Map.entry(15, "Q4_K_M"), Map.entry(16, "Q5_K_S"), Map.entry(17, "Q5_K_M"),
            Map.entry(18, "Q6_K"));

    /**
     * Checks the whole header.
     *
     * @param parts the file, or all parts of a split model in their order
     * @throws StoreException when it is not that of a complete GGUF model that can be run
     * @throws DamagedStoreException when a file is gone
     */
    static WeightsHeader read(List<Path> parts) {
        requireThere(parts);
        try (GgufFile gguf = GgufFile.open(open(parts))) {
            long count = gguf.tensors().values().stream().mapToLong(TensorInfo::elementCount).sum();
            int fileType = gguf.metadata().optionalInt(MetadataKeys.General.FILE_TYPE, -1);
            return new WeightsHeader(gguf.metadata().architecture(), counted(count),
                    MIXED_TYPES.getOrDefault(fileType, mainType(gguf)));
        } catch (InvalidModelException e) {
            if (e.kind() == InvalidModelException.Kind.UNREADABLE) {
                requireThere(parts);
            }
            throw new StoreException("not a usable GGUF model: " + e.getMessage(), e);
        }
    }

    private static void requireThere(List<Path> parts) {
        if (!parts.stream().allMatch(Files::isRegularFile)) {
            throw new DamagedStoreException("the weights are missing");
        }
    }

    private static List<ByteSource> open(List<Path> parts) {
        List<ByteSource> opened = new ArrayList<>();
        try {
            parts.forEach(part -> opened.add(ByteSource.open(part)));
            return opened;
        } catch (RuntimeException | Error e) {
            opened.forEach(ByteSource::close);
            throw e;
        }
    }

    /** The type most weights have. */
    private static String mainType(GgufFile gguf) {
        Map<TensorType, Long> counts = new EnumMap<>(TensorType.class);
        gguf.tensors().values().forEach(tensor -> counts.merge(tensor.type(), tensor.elementCount(), Long::sum));
        return counts.entrySet().stream().max(Comparator.comparingLong(Map.Entry::getValue))
                .map(entry -> entry.getKey().name()).orElse("");
    }

    private static String counted(long count) {
        if (count >= 1_000_000_000) {
            return String.format(Locale.ROOT, "%.1fB", count / 1e9);
        }
        return count >= 1_000_000 ? String.format(Locale.ROOT, "%.2fM", count / 1e6) : (count + 500) / 1000 + "K";
    }
}
