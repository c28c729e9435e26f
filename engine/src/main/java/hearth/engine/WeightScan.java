package hearth.engine;

import hearth.format.BlockValidity;
import hearth.format.TensorType;
import hearth.format.gguf.GgufFile;
import hearth.format.gguf.TensorInfo;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Looks at every block of a model's weights for numbers that are not finite: one is enough to turn all answers to noise. */
public final class WeightScan {
    private static final long CHUNK_BYTES = 4L << 20;

    private final GgufFile file;
    private final LoadListener listener;
    private long scannedBytes;

    private WeightScan(GgufFile file, LoadListener listener) {
        this.file = file;
        this.listener = listener;
    }

    /**
     * One line for each tensor with a bad block; empty when all is well.
     *
     * @throws hearth.format.InvalidModelException if the file can't be read to its end
     */
    public static List<String> scan(GgufFile file, LoadListener listener) {
        return new WeightScan(file, listener).run();
    }

    private List<String> run() {
        long totalBytes = file.tensors().values().stream().mapToLong(TensorInfo::byteSize).sum();
        List<String> problems = new ArrayList<>();
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment buffer = arena.allocate(CHUNK_BYTES);
            for (TensorInfo tensor : file.tensors().values()) {
                badBlock(tensor, buffer, totalBytes).ifPresent(block -> problems.add(
                        "tensor " + tensor.name() + " (" + tensor.type() + ") has a number that is not finite in block " + block));
            }
        }
        return problems;
    }

    /** Index of the first bad block. */
    private Optional<Long> badBlock(TensorInfo tensor, MemorySegment buffer, long totalBytes) {
        int blockBytes = tensor.type().blockBytes();
        long chunk = CHUNK_BYTES - CHUNK_BYTES % blockBytes;
        for (long offset = 0; offset < tensor.byteSize(); offset += chunk) {
            MemorySegment part = buffer.asSlice(0, Math.min(chunk, tensor.byteSize() - offset));
            file.read(tensor, offset, part);
            long bad = firstBad(tensor.type(), part, blockBytes);
            scannedBytes += part.byteSize();
            listener.loaded((double) scannedBytes / totalBytes);
            if (bad >= 0) {
                scannedBytes += tensor.byteSize() - offset - part.byteSize();
                return Optional.of((offset + bad) / blockBytes);
            }
        }
        return Optional.empty();
    }

    private static long firstBad(TensorType type, MemorySegment part, int blockBytes) {
        for (long offset = 0; offset + blockBytes <= part.byteSize(); offset += blockBytes) {
            if (!BlockValidity.isFinite(type, part, offset)) {
                return offset;
            }
        }
        return -1;
    }
}
