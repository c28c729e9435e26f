package hearth.format.gguf;

import hearth.format.ByteSource;
import hearth.format.CheckedReader;
import hearth.format.InvalidModelException;
import hearth.format.InvalidModelException.Kind;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Reads the header of one GGUF file, version 2 or 3, little-endian. Layout: magic, u32 version, i64 tensor count, i64 key
 * count, keys with values, tensor infos, padding.
 */
final class GgufHeaderReader {
    private static final int MAGIC = 0x46554747; // "GGUF"
    private static final int MIN_KEY_BYTES = 8 + 1 + 4 + 1;

    private final CheckedReader in;
    private final GgufLimits limits;

    private GgufHeaderReader(CheckedReader in, GgufLimits limits) {
        this.in = in;
        this.limits = limits;
    }

    /** {@code file} is the index given to the tensors found. */
    static GgufHeader read(ByteSource source, int file, GgufLimits limits) {
        CheckedReader in = new CheckedReader(source, limits.headerBytes());
        return new GgufHeaderReader(in, limits).header(source, file);
    }

    private GgufHeader header(ByteSource source, int file) {
        if (in.int32() != MAGIC) {
            throw InvalidModelException.inFile(Kind.MALFORMED, in.name(), "is not a GGUF file: it does not start with GGUF");
        }
        int version = version();
        long tensorCount = in.int64();
        long keyCount = in.int64();
        int tensors = in.require(tensorCount, TensorInfoReader.MIN_BYTES, limits.tensorCount(), "list of tensors");
        int keys = in.require(keyCount, MIN_KEY_BYTES, limits.keyCount(), "list of keys");
        GgufMetadata metadata = new GgufMetadata(in.name(), values(keys));
        int alignment = alignment(metadata);
        return new GgufHeader(
                version, metadata, new TensorInfoReader(in, source.byteSize(), file, alignment).read(tensors));
    }

    private int version() {
        int version = in.int32();
        if (version == 2 || version == 3) {
            return version;
        }
        if (version == 0) {
            throw in.error(Kind.MALFORMED, "GGUF version 0 does not exist");
        }
        if ((version & 0xffff) == 0) {
            throw in.error(Kind.UNSUPPORTED, "big-endian GGUF files are not supported");
        }
        String age = version == 1 ? "too old; convert the file again" : "newer than this program";
        throw in.error(Kind.UNSUPPORTED, "GGUF version " + Integer.toUnsignedString(version) + " is " + age
                + "; versions 2 and 3 are supported");
    }

    private Map<String, MetadataValue> values(int count) {
        Map<String, MetadataValue> values = new LinkedHashMap<>();
        ValueReader valueReader = new ValueReader(in, limits);
        for (int i = 0; i < count; i++) {
            String key = in.text(in.int64(), limits.keyBytes(), "name of key " + i);
            if (key.isEmpty()) {
                throw in.error(Kind.MALFORMED, "key " + i + " has no name");
            }
            String quoted = Quoted.of(key);
            int typeId = in.int32();
            MetadataType type = MetadataType.ofId(typeId)
                    .orElseThrow(() -> in.error(Kind.MALFORMED, "key " + quoted + " has unknown value type " + typeId));
            if (values.putIfAbsent(key, valueReader.read(type, quoted)) != null) {
                throw in.error(Kind.MALFORMED, "key " + quoted + " occurs twice");
            }
        }
        return values;
    }

    private int alignment(GgufMetadata metadata) {
        String key = MetadataKeys.General.ALIGNMENT;
        MetadataValue value = metadata.find(key).orElse(null);
        if (value == null) {
            return GgufFile.DEFAULT_ALIGNMENT;
        }
        if (!(value instanceof MetadataValue.Whole whole) || whole.type() != MetadataType.UINT32) {
            throw InvalidModelException.atKey(Kind.MALFORMED, in.name(), key, "has type " + value.type() + ", not UINT32");
        }
        if (Long.bitCount(whole.value()) != 1 || whole.value() > limits.alignment()) {
            throw InvalidModelException.atKey(Kind.MALFORMED, in.name(), key, "is " + whole.value()
                    + ", not a power of two up to " + limits.alignment());
        }
        return (int) whole.value();
    }
}
