package hearth.workshop.quantize;

import hearth.format.BlockDecoder;
import hearth.format.BlockValidity;
import hearth.format.InvalidModelException;
import hearth.format.InvalidModelException.Kind;
import hearth.format.TensorType;
import hearth.format.encode.BlockEncoder;
import hearth.format.gguf.GgufFile;
import hearth.format.gguf.TensorInfo;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Map;

/** Reads, decodes, encodes and writes pieces with buffers of its own; for one thread. */
final class PieceEncoder {
    private final GgufFile source;
    private final QuantizationOptions options;
    private final Map<TensorType, BlockEncoder> encoders = new EnumMap<>(TensorType.class);
    private byte[] stored = {};
    private float[] values = {};
    private byte[] encoded = {};

    PieceEncoder(GgufFile source, QuantizationOptions options) {
        this.source = source;
        this.options = options;
    }

    /** Writes the piece and returns its check sum. */
    long encode(Piece piece, PlannedTensor tensor, TensorInfo place, PartFile part) throws IOException {
        int count = piece.targetBytes(tensor);
        if (tensor.isCopied()) {
            encoded = grown(encoded, count);
            source.read(tensor.source(), piece.sourceOffset(tensor), MemorySegment.ofArray(encoded).asSlice(0, count));
        } else {
            round(piece, tensor, count);
        }
        check(tensor, count);
        part.write(piece.targetOffset(tensor, place), ByteBuffer.wrap(encoded, 0, count));
        return Piece.checksum(encoded, count, piece);
    }

    private void round(Piece piece, PlannedTensor tensor, int count) {
        TensorInfo info = tensor.source();
        int bytes = piece.sourceBytes(tensor);
        int valueCount = Math.toIntExact(piece.valueCount(tensor));
        stored = grown(stored, bytes);
        encoded = grown(encoded, count);
        values = values.length < valueCount ? new float[valueCount] : values;
        MemorySegment segment = MemorySegment.ofArray(stored).asSlice(0, bytes);
        source.read(info, piece.sourceOffset(tensor), segment);
        BlockDecoder.decode(info.type(), segment, 0, values, 0, valueCount);
        for (int i = 0; i < valueCount; i++) {
            if (!Float.isFinite(values[i])) {
                throw error(info, "holds " + values[i] + " in row " + (piece.firstRow() + i / info.columns()));
            }
        }
        int columns = Math.toIntExact(info.columns());
        encoders.computeIfAbsent(tensor.type(), type -> BlockEncoder.find(type).orElseThrow())
                .encode(values, 0, piece.rowCount(), columns, importance(piece, tensor), encoded, 0);
    }

    private float[] importance(Piece piece, PlannedTensor tensor) {
        if (!tensor.weighted()) {
            return BlockEncoder.NO_IMPORTANCE;
        }
        float[] all = options.importance().flatMap(matrix -> matrix.of(tensor.source())).orElseThrow();
        int columns = Math.toIntExact(tensor.source().columns());
        return all.length == columns ? all : Arrays.copyOfRange(all, piece.expert() * columns, (piece.expert() + 1) * columns);
    }

    /** A scale above what binary16 holds would ruin the model. */
    private void check(PlannedTensor tensor, int count) {
        if (BlockValidity.check(tensor.type(), MemorySegment.ofArray(encoded).asSlice(0, count)).invalidCount() > 0) {
            throw error(tensor.source(), "has numbers that are not finite or too large for " + tensor.type());
        }
    }

    private InvalidModelException error(TensorInfo tensor, String reason) {
        return InvalidModelException.inFile(Kind.MALFORMED, source.name(), "tensor '" + tensor.name() + "' " + reason);
    }

    private static byte[] grown(byte[] buffer, int count) {
        return buffer.length < count ? new byte[count] : buffer;
    }
}
