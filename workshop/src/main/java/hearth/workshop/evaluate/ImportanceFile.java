package hearth.workshop.evaluate;

import hearth.format.InvalidModelException;
import hearth.format.InvalidModelException.Kind;
import hearth.format.TensorType;
import hearth.format.gguf.GgufFile;
import hearth.format.gguf.GgufWriter;
import hearth.format.gguf.MetadataKeys;
import hearth.format.gguf.TensorInfo;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * llama.cpp's GGUF form of an importance matrix: for each tensor W the sums {@code W.in_sum2}, (matrices, columns), and the number of
 * rows they are of, {@code W.counts}, (matrices, 1), as F32.
 */
final class ImportanceFile {
    private static final String TYPE = "imatrix";
    private static final String SUMS = ".in_sum2";
    private static final String COUNTS = ".counts";

    private ImportanceFile() {}

    /** What was run. */
    record Head(List<String> datasets, int chunkCount, int chunkSize) {}

    /** Gives the sums to add to. */
    interface Target {
        ImportanceSums sums(String tensor, int columns, int matrices);
    }

    static void write(Path file, Head head, Map<String, ImportanceSums> tensors) throws IOException {
        GgufWriter writer = new GgufWriter();
        writer.put(MetadataKeys.General.TYPE, TYPE)
                .putStrings(MetadataKeys.Importance.DATASETS, head.datasets())
                .put(MetadataKeys.Importance.CHUNK_COUNT, head.chunkCount())
                .put(MetadataKeys.Importance.CHUNK_SIZE, head.chunkSize());
        tensors.forEach((name, sums) -> {
            long matrices = sums.matrices();
            writer.tensor(name + SUMS, TensorType.F32, List.of((long) sums.columns(), matrices), squares(sums));
            writer.tensor(name + COUNTS, TensorType.F32, List.of(1L, matrices), counts(sums));
        });
        writer.write(file);
    }

    private static MemorySegment squares(ImportanceSums sums) {
        ByteBuffer bytes = floats(sums.matrices() * (long) sums.columns());
        for (int m = 0; m < sums.matrices(); m++) {
            for (double square : sums.squares(m)) {
                bytes.putFloat((float) square);
            }
        }
        return MemorySegment.ofArray(bytes.array());
    }

    private static MemorySegment counts(ImportanceSums sums) {
        ByteBuffer bytes = floats(sums.matrices());
        for (int m = 0; m < sums.matrices(); m++) {
            bytes.putFloat(sums.count(m));
        }
        return MemorySegment.ofArray(bytes.array());
    }

    private static ByteBuffer floats(long count) {
        return ByteBuffer.allocate(Math.toIntExact(count * Float.BYTES)).order(ByteOrder.LITTLE_ENDIAN);
    }

    static Head head(GgufFile file) {
        String type = file.metadata().optionalString(MetadataKeys.General.TYPE).orElse("");
        if (!type.equals(TYPE)) {
            throw InvalidModelException.atKey(
                    Kind.MALFORMED, file.name(), MetadataKeys.General.TYPE, "is '" + type + "', so this is no importance matrix");
        }
        Head head = new Head(
                file.metadata().requiredStrings(MetadataKeys.Importance.DATASETS),
                file.metadata().requiredInt(MetadataKeys.Importance.CHUNK_COUNT),
                file.metadata().requiredInt(MetadataKeys.Importance.CHUNK_SIZE));
        if (head.chunkCount() < 0 || head.chunkSize() < 1) {
            throw InvalidModelException.inFile(
                    Kind.MALFORMED, file.name(), "has " + head.chunkCount() + " chunks of " + head.chunkSize() + " tokens");
        }
        return head;
    }

    static void read(GgufFile file, Target target) {
        for (TensorInfo tensor : file.tensors().values()) {
            if (tensor.name().endsWith(SUMS)) {
                String name = tensor.name().substring(0, tensor.name().length() - SUMS.length());
                add(file, tensor, file.tensor(name + COUNTS), name, target);
            } else if (!tensor.name().endsWith(COUNTS)) {
                throw error(file, tensor, "is no part of an importance matrix");
            }
        }
    }

    private static void add(GgufFile file, TensorInfo squares, TensorInfo counts, String name, Target target) {
        float[] values = values(file, squares);
        float[] rows = values(file, counts);
        int columns = Math.toIntExact(squares.columns());
        if (rows.length != squares.rows()) {
            throw error(file, counts, "has " + rows.length + " counts for " + squares.rows() + " matrices");
        }
        ImportanceSums sums = target.sums(name, columns, rows.length);
        for (int m = 0; m < rows.length; m++) {
            if (!(rows[m] >= 0) || rows[m] != Math.rint(rows[m])) {
                throw error(file, counts, "holds " + rows[m] + ", which is no count");
            }
            if (rows[m] > 0) {
                sums.add(m, values, m * columns, (long) rows[m]);
            }
        }
    }

    private static float[] values(GgufFile file, TensorInfo tensor) {
        if (tensor.type() != TensorType.F32 || tensor.byteSize() > Integer.MAX_VALUE - 8) {
            throw error(file, tensor, "has " + tensor.elementCount() + " values of type " + tensor.type() + "; F32 is expected");
        }
        byte[] bytes = new byte[(int) tensor.byteSize()];
        file.read(tensor, 0, MemorySegment.ofArray(bytes));
        float[] values = new float[bytes.length / Float.BYTES];
        ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer().get(values);
        for (float value : values) {
            if (!(value >= 0) || value == Float.POSITIVE_INFINITY) {
                throw error(file, tensor, "holds " + value + ", which is no sum of squares");
            }
        }
        return values;
    }

    private static InvalidModelException error(GgufFile file, TensorInfo tensor, String reason) {
        return InvalidModelException.inFile(Kind.MALFORMED, file.name(), "tensor '" + tensor.name() + "' " + reason);
    }
}
