package hearth.workshop.budget;

import hearth.format.BlockDecoder;
import hearth.format.InvalidModelException;
import hearth.format.InvalidModelException.Kind;
import hearth.format.TensorType;
import hearth.format.encode.BlockEncoder;
import hearth.format.gguf.GgufFile;
import hearth.format.gguf.TensorInfo;
import hearth.workshop.quantize.ImportanceMatrix;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;

/** Reads rows of a model and rounds them, with buffers of its own; for one thread. */
final class RowCoder {
    private final GgufFile source;
    private final Optional<ImportanceMatrix> importance;
    private final Map<TensorType, BlockEncoder> encoders = new EnumMap<>(TensorType.class);
    private byte[] stored = {};
    private byte[] encoded = {};
    private float[] decoded = {};

    RowCoder(GgufFile source, Optional<ImportanceMatrix> importance) {
        this.source = source;
        this.importance = importance;
    }

    /** Values of rows that belong to one expert, back to back. */
    float[] read(TensorInfo tensor, long firstRow, int rows) {
        int columns = Math.toIntExact(tensor.columns());
        int bytes = Math.toIntExact(rows * tensor.rowBytes());
        stored = stored.length < bytes ? new byte[bytes] : stored;
        MemorySegment segment = MemorySegment.ofArray(stored).asSlice(0, bytes);
        source.read(tensor, firstRow * tensor.rowBytes(), segment);
        float[] values = new float[Math.multiplyExact(rows, columns)];
        BlockDecoder.decode(tensor.type(), segment, 0, values, 0, values.length);
        for (float value : values) {
            if (!Float.isFinite(value)) {
                throw InvalidModelException.inFile(
                        Kind.MALFORMED, source.name(), "tensor '" + tensor.name() + "' holds " + value);
            }
        }
        return values;
    }

    /** What the columns of an expert's matrix matter; empty if nobody knows. */
    float[] importance(TensorInfo tensor, long expert) {
        int columns = Math.toIntExact(tensor.columns());
        float[] all = importance.map(matrix -> matrix.columns().get(tensor.name())).orElse(BlockEncoder.NO_IMPORTANCE);
        return all.length <= columns ? all : Arrays.copyOfRange(all, (int) expert * columns, (int) (expert + 1) * columns);
    }

    /** Rounds rows; the bytes are good until the next call. */
    byte[] encode(Encoding encoding, float[] values, int columns, float[] importance) {
        int rows = values.length / columns;
        int bytes = Math.toIntExact(encoding.type().byteSize(values.length));
        encoded = encoded.length < bytes ? new byte[bytes] : encoded;
        encoders.computeIfAbsent(encoding.type(), type -> BlockEncoder.find(type).orElseThrow())
                .encode(values, 0, rows, columns, encoding.weighted() ? importance : BlockEncoder.NO_IMPORTANCE, encoded, 0);
        return encoded;
    }

    /** Σ importance · (value - rounded value)²; without importance all columns count the same. Infinite if a value can't be stored. */
    double error(Encoding encoding, float[] values, int columns, float[] importance) {
        byte[] bytes = encode(encoding, values, columns, importance);
        decoded = decoded.length < values.length ? new float[values.length] : decoded;
        MemorySegment segment = MemorySegment.ofArray(bytes).asSlice(0, encoding.type().byteSize(values.length));
        BlockDecoder.decode(encoding.type(), segment, 0, decoded, 0, values.length);
        double sum = 0;
        for (int row = 0; row < values.length; row += columns) {
            for (int c = 0; c < columns; c++) {
                double difference = (double) values[row + c] - decoded[row + c];
                sum += (importance.length == 0 ? 1 : importance[c]) * difference * difference;
            }
        }
        return Double.isFinite(sum) ? sum : Double.POSITIVE_INFINITY;
    }
}
