package hearth.format.gguf;

import hearth.format.BlockValidity;
import hearth.format.InvalidModelException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Deep check of a model: its structure, and that every value and block scale of its tensors is finite. It streams the
 * data through one buffer and can be stopped by an exception from the progress listener.
 */
public final class GgufVerifier {
    private static final int BUFFER_BYTES = 4 << 20;

    private GgufVerifier() {}

    /**
     * One thing that is wrong.
     *
     * @param tensor name of the tensor, or of the file when its structure is wrong
     * @param blockIndex the first bad block of the tensor, -1 for structure
     * @param reason what is wrong, and in how many blocks
     */
    public record Finding(String tensor, long blockIndex, String reason) {}

    /** Told after each piece, and once at the end with both numbers equal. */
    @FunctionalInterface
    public interface Progress {
        void checked(long bytesDone, long bytesTotal);
    }

    /** Checks a file; one that cannot be opened gives a single finding. */
    public static List<Finding> verify(Path path, Progress progress) {
        try (GgufFile file = GgufFile.open(path)) {
            return verify(file, progress);
        } catch (InvalidModelException e) {
            return List.of(new Finding(path.getFileName().toString(), -1, e.getMessage()));
        }
    }

    /**
     * Checks the data of all tensors of an open model, at most one finding each.
     *
     * @throws InvalidModelException if the file cannot be read to its end
     */
    public static List<Finding> verify(GgufFile file, Progress progress) {
        long total = file.tensors().values().stream().mapToLong(TensorInfo::byteSize).sum();
        long done = 0;
        List<Finding> findings = new ArrayList<>();
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment buffer = arena.allocate(bufferBytes(file));
            for (TensorInfo tensor : file.tensors().values()) {
                verify(file, tensor, buffer, done, total, progress, findings);
                done += tensor.byteSize();
            }
        }
        progress.checked(total, total);
        return List.copyOf(findings);
    }

    private static long bufferBytes(GgufFile file) {
        long largest = file.tensors().values().stream().mapToLong(TensorInfo::byteSize).max().orElse(0);
        return Math.min(largest, BUFFER_BYTES);
    }

    private static void verify(GgufFile file, TensorInfo tensor, MemorySegment buffer, long doneBefore, long total,
            Progress progress, List<Finding> findings) {
        int blockBytes = tensor.type().blockBytes();
        long pieceBytes = buffer.byteSize() / blockBytes * blockBytes;
        long firstBad = -1;
        long badCount = 0;
        for (long offset = 0; offset < tensor.byteSize(); offset += pieceBytes) {
            MemorySegment piece = buffer.asSlice(0, Math.min(pieceBytes, tensor.byteSize() - offset));
            file.read(tensor, offset, piece);
            BlockValidity.Verdict verdict = BlockValidity.check(tensor.type(), piece);
            if (firstBad < 0 && verdict.invalidCount() > 0) {
                firstBad = offset / blockBytes + verdict.firstInvalid();
            }
            badCount += verdict.invalidCount();
            progress.checked(doneBefore + offset + piece.byteSize(), total);
        }
        if (badCount > 0) {
            String what = tensor.type().blockSize() == 1 ? "value" : "scale of a block";
            findings.add(new Finding(tensor.name(), firstBad, what + " is not finite, " + badCount + " of "
                    + tensor.byteSize() / blockBytes + " " + tensor.type()));
        }
    }
}
