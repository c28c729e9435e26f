package hearth.workshop.quantize;

import hearth.format.ByteSource;
import hearth.format.InvalidModelException;
import hearth.format.InvalidModelException.Kind;
import hearth.format.TensorType;
import hearth.format.gguf.GgufFile;
import hearth.format.gguf.MetadataKeys;
import hearth.format.gguf.TensorInfo;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Reads importance matrices: GGUF with sums and counts for each matrix, or the older plain file of means. */
final class ImportanceReader {
    private static final String SUMS = ".in_sum2";
    private static final String COUNTS = ".counts";
    private static final int MAX_ENTRIES = 1 << 16;
    private static final int MAX_NAME = 1 << 10;
    private static final long MAX_BYTES = 1L << 30;
    private static final byte[] MAGIC = "GGUF".getBytes(StandardCharsets.US_ASCII);

    private ImportanceReader() {}

    static ImportanceMatrix read(Path path) {
        byte[] start = new byte[MAGIC.length];
        try (ByteSource source = ByteSource.open(path)) {
            if (source.byteSize() > MAX_BYTES) {
                throw InvalidModelException.inFile(Kind.TOO_LARGE, source.name(), "is larger than an importance matrix can be");
            }
            source.readFully(0, MemorySegment.ofArray(start));
            if (!java.util.Arrays.equals(start, MAGIC)) {
                return readPlain(source);
            }
        }
        try (GgufFile file = GgufFile.open(path)) {
            return readGguf(file);
        }
    }

    private static ImportanceMatrix readGguf(GgufFile file) {
        String type = file.metadata().optionalString(MetadataKeys.General.TYPE).orElse("");
        if (!type.equals("imatrix")) {
            throw InvalidModelException.atKey(Kind.MALFORMED, file.name(), MetadataKeys.General.TYPE,
                    "is '" + type + "', not 'imatrix': this is no importance matrix");
        }
        Map<String, float[]> columns = new TreeMap<>();
        for (TensorInfo tensor : file.tensors().values()) {
            if (tensor.name().endsWith(SUMS)) {
                String name = tensor.name().substring(0, tensor.name().length() - SUMS.length());
                columns.put(name, means(file, tensor, file.tensor(name + COUNTS)));
            }
        }
        return new ImportanceMatrix(
                file.name(),
                file.metadata().optionalStrings(MetadataKeys.Importance.DATASETS).orElse(List.of()),
                file.metadata().optionalInt(MetadataKeys.Importance.CHUNK_COUNT, 0),
                columns);
    }

    /** Sums divided by counts; 1 for an expert that no token came to. */
    private static float[] means(GgufFile file, TensorInfo sums, TensorInfo counts) {
        float[] means = floats(file, sums);
        float[] count = floats(file, counts);
        int width = Math.toIntExact(sums.columns());
        if ((long) count.length * width != means.length) {
            throw InvalidModelException.inFile(Kind.MALFORMED, file.name(),
                    "tensor '" + counts.name() + "' has " + count.length + " counts for " + sums.rows() + " matrices");
        }
        for (int i = 0; i < means.length; i++) {
            float divisor = count[i / width];
            means[i] = divisor > 0 ? means[i] / divisor : 1;
        }
        return means;
    }

    private static float[] floats(GgufFile file, TensorInfo tensor) {
        if (tensor.type() != TensorType.F32) {
            throw InvalidModelException.inFile(Kind.UNSUPPORTED, file.name(),
                    "tensor '" + tensor.name() + "' is of type " + tensor.type() + ", not F32");
        }
        byte[] bytes = new byte[Math.toIntExact(tensor.byteSize())];
        file.read(tensor, 0, MemorySegment.ofArray(bytes));
        float[] values = new float[bytes.length / 4];
        ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer().get(values);
        return values;
    }

    private static ImportanceMatrix readPlain(ByteSource source) {
        byte[] bytes = new byte[Math.toIntExact(source.byteSize())];
        source.readFully(0, MemorySegment.ofArray(bytes));
        ByteBuffer in = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        Map<String, float[]> columns = new TreeMap<>();
        int entries = count(source, in, MAX_ENTRIES, "entries");
        for (int entry = 0; entry < entries; entry++) {
            String name = text(source, in);
            int calls = count(source, in, Integer.MAX_VALUE, "calls of " + name);
            float[] values = new float[count(source, in, Integer.MAX_VALUE / 4, "values of " + name)];
            require(source, in, values.length * 4L);
            for (int i = 0; i < values.length; i++) {
                values[i] = calls > 0 ? in.getFloat() / calls : in.getFloat();
            }
            columns.put(name, values);
        }
        int chunks = in.remaining() >= 4 ? in.getInt() : 0;
        List<String> datasets = new ArrayList<>();
        if (in.remaining() >= 4) {
            datasets.add(text(source, in));
        }
        return new ImportanceMatrix(source.name(), datasets, Math.max(0, chunks), columns);
    }

    private static int count(ByteSource source, ByteBuffer in, int most, String what) {
        require(source, in, 4);
        int count = in.getInt();
        // Each counted thing has at least a byte, so a count above what is left is a lie.
        if (count < 0 || count > most || !what.startsWith("calls") && count > in.remaining()) {
            throw InvalidModelException.inFile(Kind.MALFORMED, source.name(),
                    "is no importance matrix: it claims " + count + " " + what);
        }
        return count;
    }

    private static String text(ByteSource source, ByteBuffer in) {
        byte[] text = new byte[count(source, in, MAX_NAME, "bytes of a name")];
        in.get(text);
        return new String(text, StandardCharsets.UTF_8);
    }

    private static void require(ByteSource source, ByteBuffer in, long bytes) {
        if (in.remaining() < bytes) {
            throw InvalidModelException.inFile(Kind.TRUNCATED, source.name(), "ends before byte " + (in.position() + bytes));
        }
    }
}
