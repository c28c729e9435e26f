package hearth.engine.packed;

import hearth.format.ByteSource;
import hearth.format.CheckedReader;
import hearth.format.InvalidModelException;
import hearth.format.InvalidModelException.Kind;
import hearth.format.TensorType;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.zip.CRC32C;

/**
 * What a packed copy has before its weights. All numbers are little-endian: magic (8 bytes), version (4), length of the header with its
 * checksum (4), CRC-32C of the rest of the header (4), length of the file (8), layout, source, number of entries (4), and for each
 * entry name, id of the type (4), rows (4), columns (4), offset (8), length (8), checksums (4 each). A text is its length in bytes (4) and UTF-8.
 *
 * @param layout how the weights are packed
 * @param source what they were packed from
 */
record PackedHeader(String layout, String source, long fileBytes, Map<String, PackedEntry> entries) {
    /** "HEARTHPK". */
    private static final long MAGIC = 0x4B50_4854_5241_4548L;

    private static final int VERSION = 1;

    /** Bytes up to the checksum's end. */
    private static final int PREFIX_BYTES = 20;

    static final int MAX_BYTES = 64 << 20;
    private static final int MAX_TEXT_BYTES = 4096;
    private static final int MIN_ENTRY_BYTES = 32;

    /** @throws InvalidModelException if it is no header of this version, damaged, or promises what the file does not hold */
    static PackedHeader read(ByteSource file) {
        CheckedReader reader = new CheckedReader(file, MAX_BYTES);
        if (reader.remaining() < PREFIX_BYTES || reader.int64() != MAGIC) {
            throw InvalidModelException.inFile(Kind.MALFORMED, file.name(), "is no packed copy");
        }
        int version = reader.int32();
        if (version != VERSION) {
            throw reader.error(Kind.UNSUPPORTED, "is a packed copy of version " + version + ", not " + VERSION);
        }
        int headerBytes = reader.int32();
        int checksum = reader.int32();
        if (headerBytes < PREFIX_BYTES || headerBytes > MAX_BYTES) {
            throw reader.error(Kind.MALFORMED, "header has impossible size " + headerBytes);
        }
        byte[] rest = reader.bytes(headerBytes - PREFIX_BYTES, "header");
        if (checksum(rest) != checksum) {
            throw reader.error(Kind.MALFORMED, "header is damaged");
        }
        PackedHeader header = parse(ByteSource.of(file.name(), MemorySegment.ofArray(rest)), headerBytes);
        if (header.fileBytes != file.byteSize()) {
            throw InvalidModelException.inFile(Kind.TRUNCATED, file.name(),
                    "has " + file.byteSize() + " bytes instead of " + header.fileBytes);
        }
        return header;
    }

    private static PackedHeader parse(ByteSource content, int headerBytes) {
        CheckedReader reader = new CheckedReader(content);
        long fileBytes = reader.int64();
        String layout = text(reader, "layout");
        String source = text(reader, "source");
        int count = reader.require(reader.int32(), MIN_ENTRY_BYTES, MAX_BYTES, "list of matrices");
        Map<String, PackedEntry> entries = new LinkedHashMap<>();
        for (int i = 0; i < count; i++) {
            PackedEntry entry = entry(reader, headerBytes, fileBytes);
            if (entries.put(entry.name(), entry) != null) {
                throw reader.error(Kind.MALFORMED, "matrix '" + entry.name() + "' is there twice");
            }
        }
        if (reader.remaining() > 0) {
            throw reader.error(Kind.MALFORMED, "header is longer than what it lists");
        }
        return new PackedHeader(layout, source, fileBytes, entries);
    }

    private static PackedEntry entry(CheckedReader reader, int headerBytes, long fileBytes) {
        String name = text(reader, "name");
        int id = reader.int32();
        TensorType type = TensorType.ofGgmlId(id)
                .orElseThrow(() -> reader.error(Kind.MALFORMED, "matrix '" + name + "' has unknown type " + id));
        int rows = reader.int32();
        int columns = reader.int32();
        long offset = reader.int64();
        long byteSize = reader.int64();
        if (rows < 1 || columns < 1) {
            throw reader.error(Kind.MALFORMED, "matrix '" + name + "' has shape " + rows + " x " + columns);
        }
        if (offset < headerBytes || offset % PackedEntry.ALIGNMENT != 0 || byteSize < 1 || byteSize > fileBytes - offset) {
            throw reader.error(Kind.MALFORMED, "matrix '" + name + "' lies outside of the file");
        }
        long pieces = Math.ceilDiv(byteSize, PackedEntry.PIECE_BYTES);
        int[] checksums = new int[reader.require(pieces, Integer.BYTES, MAX_BYTES, "checksums of '" + name + "'")];
        for (int i = 0; i < checksums.length; i++) {
            checksums[i] = reader.int32();
        }
        return new PackedEntry(name, type, rows, columns, offset, byteSize, checksums);
    }

    private static String text(CheckedReader reader, String what) {
        return reader.text(reader.int32(), MAX_TEXT_BYTES, what);
    }

    /** Length of the header of such entries; it does not depend on their offsets and checksums. */
    static int byteSize(String layout, String source, Collection<PackedEntry> entries) {
        return new PackedHeader(layout, source, 0, byName(entries)).bytes().remaining();
    }

    static Map<String, PackedEntry> byName(Collection<PackedEntry> entries) {
        Map<String, PackedEntry> named = new LinkedHashMap<>();
        entries.forEach(entry -> named.put(entry.name(), entry));
        return named;
    }

    /** The header as it stands in the file. */
    ByteBuffer bytes() {
        byte[] rest = rest();
        return ByteBuffer.allocate(PREFIX_BYTES + rest.length)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putLong(MAGIC)
                .putInt(VERSION)
                .putInt(PREFIX_BYTES + rest.length)
                .putInt(checksum(rest))
                .put(rest)
                .flip();
    }

    private byte[] rest() {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            out.writeLong(Long.reverseBytes(fileBytes));
            write(out, layout);
            write(out, source);
            out.writeInt(Integer.reverseBytes(entries.size()));
            for (PackedEntry entry : entries.values()) {
                write(out, entry.name());
                out.writeInt(Integer.reverseBytes(entry.type().ggmlId()));
                out.writeInt(Integer.reverseBytes(entry.rows()));
                out.writeInt(Integer.reverseBytes(entry.columns()));
                out.writeLong(Long.reverseBytes(entry.byteOffset()));
                out.writeLong(Long.reverseBytes(entry.byteSize()));
                for (int checksum : entry.checksums()) {
                    out.writeInt(Integer.reverseBytes(checksum));
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    private static void write(DataOutputStream out, String text) throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        out.writeInt(Integer.reverseBytes(bytes.length));
        out.write(bytes);
    }

    private static int checksum(byte[] bytes) {
        CRC32C crc = new CRC32C();
        crc.update(bytes);
        return (int) crc.getValue();
    }
}
