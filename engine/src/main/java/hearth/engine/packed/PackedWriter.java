package hearth.engine.packed;

import hearth.format.AtomicFile;
import hearth.format.TensorType;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongConsumer;
import java.util.zip.CRC32C;

/** Writes packed matrices to a copy, which appears whole or not at all. */
public final class PackedWriter {
    private final String layout;
    private final String source;
    private final Map<String, Packed> matrices = new LinkedHashMap<>();

    private record Packed(TensorType type, int rows, int columns, MemorySegment bytes) {}

    /**
     * @param layout how the matrices are packed
     * @param source what they were packed from
     */
    public PackedWriter(String layout, String source) {
        this.layout = layout;
        this.source = source;
    }

    /** Adds a matrix; its bytes are read when the copy is written. One of a name that is there already is the same matrix. */
    public void add(String name, TensorType type, int rows, int columns, MemorySegment bytes) {
        matrices.putIfAbsent(name, new Packed(type, rows, columns, bytes));
    }

    /** Bytes that the copy will have. */
    public long byteSize() {
        return header(entries()).fileBytes();
    }

    /**
     * Writes the copy; of two processes that write the same one the second replaces the first.
     *
     * @param progress is told how many bytes of matrices are written
     * @throws IOException from the file system; then what was there before still is
     */
    public void write(Path file, LongConsumer progress) throws IOException {
        List<PackedEntry> entries = entries();
        PackedHeader header = header(entries);
        AtomicFile.write(file, channel -> {
            long written = 0;
            for (PackedEntry entry : entries) {
                writePieces(channel, entry, written, progress);
                written += entry.byteSize();
            }
            // The checksums are known now; a file that breaks off before has no header at all.
            write(channel, header.bytes(), 0);
            if (channel.size() < header.fileBytes()) {
                write(channel, ByteBuffer.allocate(1), header.fileBytes() - 1);
            }
        });
        if (file.getFileSystem().supportedFileAttributeViews().contains("posix")) {
            // Whoever shortens a mapped file kills the processes that read it.
            Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("r--r--r--"));
        }
    }

    private void writePieces(FileChannel channel, PackedEntry entry, long before, LongConsumer progress) throws IOException {
        MemorySegment bytes = matrices.get(entry.name()).bytes();
        for (int piece = 0; piece < entry.checksums().length; piece++) {
            long from = (long) piece * PackedEntry.PIECE_BYTES;
            ByteBuffer buffer = bytes.asSlice(from, Math.min(PackedEntry.PIECE_BYTES, bytes.byteSize() - from)).asByteBuffer();
            CRC32C crc = new CRC32C();
            crc.update(buffer.duplicate());
            entry.checksums()[piece] = (int) crc.getValue();
            write(channel, buffer, entry.byteOffset() + from);
            progress.accept(before + from + buffer.limit());
        }
    }

    private static void write(FileChannel channel, ByteBuffer bytes, long position) throws IOException {
        long at = position;
        while (bytes.hasRemaining()) {
            at += channel.write(bytes, at);
        }
    }

    private PackedHeader header(List<PackedEntry> entries) {
        PackedEntry last = entries.isEmpty() ? null : entries.getLast();
        long end = last == null ? PackedHeader.byteSize(layout, source, entries) : last.byteOffset() + last.byteSize();
        return new PackedHeader(layout, source, aligned(end), PackedHeader.byName(entries));
    }

    /** All entries, without their checksums. */
    private List<PackedEntry> entries() {
        List<PackedEntry> placed = place(0);
        return place(PackedHeader.byteSize(layout, source, placed));
    }

    private List<PackedEntry> place(long start) {
        List<PackedEntry> entries = new ArrayList<>();
        long offset = aligned(start);
        for (Map.Entry<String, Packed> each : matrices.entrySet()) {
            Packed packed = each.getValue();
            long byteSize = packed.bytes().byteSize();
            entries.add(new PackedEntry(each.getKey(), packed.type(), packed.rows(), packed.columns(), offset, byteSize,
                    new int[PackedEntry.pieceCount(byteSize)]));
            offset = aligned(offset + byteSize);
        }
        return entries;
    }

    private static long aligned(long offset) {
        return Math.ceilDiv(offset, PackedEntry.ALIGNMENT) * PackedEntry.ALIGNMENT;
    }
}
