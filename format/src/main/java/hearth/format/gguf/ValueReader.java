package hearth.format.gguf;

import hearth.format.CheckedReader;
import hearth.format.InvalidModelException.Kind;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Reads one metadata value after its type. */
final class ValueReader {
    private final CheckedReader in;
    private final GgufLimits limits;

    ValueReader(CheckedReader in, GgufLimits limits) {
        this.in = in;
        this.limits = limits;
    }

    /** {@code key} is only for error messages. */
    MetadataValue read(MetadataType type, String key) {
        return switch (type) {
            case UINT8 -> new MetadataValue.Whole(type, in.unsigned8());
            case INT8 -> new MetadataValue.Whole(type, (byte) in.unsigned8());
            case UINT16 -> new MetadataValue.Whole(type, in.unsigned16());
            case INT16 -> new MetadataValue.Whole(type, (short) in.unsigned16());
            case UINT32 -> new MetadataValue.Whole(type, in.unsigned32());
            case INT32 -> new MetadataValue.Whole(type, in.int32());
            case UINT64, INT64 -> new MetadataValue.Whole(type, in.int64());
            case FLOAT32 -> new MetadataValue.Real(type, in.float32());
            case FLOAT64 -> new MetadataValue.Real(type, in.float64());
            case BOOL -> new MetadataValue.Flag(in.unsigned8() != 0);
            case STRING -> new MetadataValue.Text(text(key));
            case ARRAY -> array(key);
        };
    }

    private String text(String key) {
        String what = "value of key " + key;
        int length = in.require(in.int64(), 1, limits.textBytes(), what);
        return new String(in.bytes(length, what), StandardCharsets.UTF_8);
    }

    private MetadataValue array(String key) {
        int typeId = in.int32();
        String what = "array of key " + key;
        MetadataType elementType = MetadataType.ofId(typeId)
                .orElseThrow(() -> in.error(Kind.MALFORMED, what + " has unknown element type " + typeId));
        if (elementType == MetadataType.ARRAY) {
            throw in.error(Kind.UNSUPPORTED, what + " holds arrays, which GGUF readers do not accept");
        }
        int count = in.require(in.int64(), elementType.minBytes(), limits.arrayLength(), what);
        if (elementType == MetadataType.STRING) {
            return texts(count, what);
        }
        return new NumberArray(elementType, in.bytes((long) count * elementType.minBytes(), what));
    }

    private TextArray texts(int count, String what) {
        int[] starts = new int[count + 1];
        byte[] bytes = new byte[Math.min(count, 1 << 20)];
        int used = 0;
        for (int i = 0; i < count; i++) {
            int length = in.require(in.int64(), 1, limits.textBytes(), what);
            if (length > bytes.length - used) {
                bytes = Arrays.copyOf(bytes, grown(bytes.length, used, length, what));
            }
            in.bytes(bytes, used, length);
            used += length;
            starts[i + 1] = used;
        }
        return new TextArray(Arrays.copyOf(bytes, used), starts);
    }

    /** Doubles, but never beyond what the file can still fill. */
    private int grown(int capacity, int used, int length, String what) {
        long useful = used + in.remaining();
        long wanted = Math.max(Math.min(2L * capacity, useful), (long) used + length);
        if (wanted > Integer.MAX_VALUE - 8) {
            throw in.error(Kind.TOO_LARGE, what + " has more than 2 GiB of text");
        }
        return (int) wanted;
    }
}
