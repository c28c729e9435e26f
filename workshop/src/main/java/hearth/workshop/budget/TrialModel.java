package hearth.workshop.budget;

import hearth.format.TensorType;
import hearth.format.gguf.GgufFile;
import hearth.format.gguf.GgufWriter;
import hearth.format.gguf.MetadataKeys;
import hearth.format.gguf.TensorInfo;
import hearth.workshop.convert.VirtualGguf;
import hearth.workshop.convert.tensor.Blocks;
import hearth.workshop.quantize.ImportanceMatrix;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.LongStream;

/**
 * A model of which some tensors are rounded, without a file: these lie in memory, all others are read from the source. It is the
 * caller's to close; the source stays open.
 */
final class TrialModel {
    private static final int PIECE_VALUES = 1 << 18;

    private TrialModel() {}

    /** @param encodings by tensor name; tensors without one stay as they are */
    static GgufFile open(GgufFile source, Optional<ImportanceMatrix> importance, Map<String, Encoding> encodings) {
        Arena arena = Arena.ofShared();
        try {
            GgufWriter writer = new GgufWriter().putAll(source.metadata().values());
            writer.remove(MetadataKeys.Split.NUMBER).remove(MetadataKeys.Split.COUNT).remove(MetadataKeys.Split.TENSOR_COUNT);
            Map<String, Blocks> blocks = new HashMap<>();
            for (TensorInfo tensor : source.tensors().values()) {
                Encoding encoding = encodings.get(tensor.name());
                boolean kept = encoding == null || encoding.type() == tensor.type();
                Blocks data = kept ? new Stored(source, tensor) : encode(source, importance, tensor, encoding, arena);
                blocks.put(tensor.name(), data);
                writer.tensor(tensor.name(), data.type(), tensor.shape(), _ -> {
                    throw new IOException("only the layout is asked of this writer");
                });
            }
            return GgufFile.open(List.of(new VirtualGguf(source.name(), writer.layout(), blocks, arena::close)));
        } catch (RuntimeException | Error e) {
            arena.close();
            throw e;
        }
    }

    private static Blocks encode(
            GgufFile source, Optional<ImportanceMatrix> importance, TensorInfo tensor, Encoding encoding, Arena arena) {
        MemorySegment bytes = arena.allocate(encoding.type().byteSize(tensor.elementCount()), Long.BYTES);
        long columns = tensor.columns();
        long perExpert = tensor.size(2) > 1 ? tensor.size(1) : tensor.rows();
        long piece = Math.min(perExpert, Math.max(1, PIECE_VALUES / columns));
        long pieces = Math.ceilDiv(perExpert, piece);
        // Encoders have tables that take time to build, so they are handed on.
        Queue<RowCoder> idle = new ConcurrentLinkedQueue<>();
        LongStream.range(0, tensor.rows() / perExpert * pieces).parallel().forEach(i -> {
            RowCoder coder = Objects.requireNonNullElseGet(idle.poll(), () -> new RowCoder(source, importance));
            long expert = i / pieces;
            long first = expert * perExpert + i % pieces * piece;
            int rows = (int) Math.min(piece, (expert + 1) * perExpert - first);
            float[] values = coder.read(tensor, first, rows);
            float[] weights = coder.importance(tensor, expert % Math.max(1, tensor.size(2)));
            byte[] encoded = coder.encode(encoding, values, (int) columns, weights);
            long rowBytes = encoding.type().byteSize(columns);
            MemorySegment.copy(MemorySegment.ofArray(encoded), 0, bytes, first * rowBytes, rows * rowBytes);
            idle.add(coder);
        });
        return new Rounded(encoding.type(), tensor.shape(), bytes);
    }

    private record Stored(GgufFile source, TensorInfo tensor) implements Blocks {
        @Override
        public TensorType type() {
            return tensor.type();
        }

        @Override
        public List<Long> shape() {
            return tensor.shape();
        }

        @Override
        public void read(long firstBlock, int blockCount, byte[] target, int offset) {
            int blockBytes = type().blockBytes();
            source.read(tensor, firstBlock * blockBytes, MemorySegment.ofArray(target).asSlice(offset, (long) blockCount * blockBytes));
        }
    }

    private record Rounded(TensorType type, List<Long> shape, MemorySegment bytes) implements Blocks {
        @Override
        public void read(long firstBlock, int blockCount, byte[] target, int offset) {
            int blockBytes = type.blockBytes();
            MemorySegment.copy(bytes, firstBlock * blockBytes, MemorySegment.ofArray(target), offset, (long) blockCount * blockBytes);
        }
    }
}
