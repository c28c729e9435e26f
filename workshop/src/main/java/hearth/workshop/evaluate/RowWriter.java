package hearth.workshop.evaluate;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.zip.CRC32;

/** Writes the rows of one window of {@link BaseLogits}, which describes them. */
final class RowWriter {
    static final int MAX_CODE = (1 << 24) - 1;
    private static final int BUFFER_BYTES = 1 << 20;
    /** More than a token or a row's head takes. */
    private static final int MARGIN = 32;

    private final BaseLogits file;
    private final ByteBuffer buffer = ByteBuffer.allocate(BUFFER_BYTES).order(ByteOrder.LITTLE_ENDIAN);
    private final CRC32 check = new CRC32();
    private final long start;
    private long place;

    /** @param start offset of the first row */
    RowWriter(BaseLogits file, long start) {
        this.file = file;
        this.start = start;
        this.place = start;
    }

    void write(int row, BaseRows source) {
        int size = source.vocabularySize();
        float[] logs = source.logProbabilities();
        int offset = row * size;
        int count = 0;
        for (int v = 0; v < size; v++) {
            count += logs[offset + v] > BaseRows.FLOOR ? 1 : 0;
        }
        reserve();
        buffer.putFloat((float) source.target(row));
        varint(source.top(row));
        varint(count);
        int before = -1;
        for (int v = 0; v < size; v++) {
            float log = logs[offset + v];
            if (log > BaseRows.FLOOR) {
                reserve();
                varint(v - before - 1);
                int code = code(log);
                buffer.putShort((short) code).put((byte) (code >> 16));
                before = v;
            }
        }
    }

    static int code(float log) {
        // Halves are common, as floats of this size are whole or half codes: rounded up they would add up.
        return (int) Math.clamp(Math.rint(((double) log - BaseRows.FLOOR) / -BaseRows.FLOOR * MAX_CODE), 1, MAX_CODE);
    }

    private void varint(int value) {
        int rest = value;
        while (rest > 0x7f) {
            buffer.put((byte) (rest & 0x7f | 0x80));
            rest >>>= 7;
        }
        buffer.put((byte) rest);
    }

    private void reserve() {
        if (buffer.remaining() < MARGIN) {
            flush();
        }
    }

    private void flush() {
        buffer.flip();
        check.update(buffer.array(), 0, buffer.limit());
        int bytes = buffer.limit();
        put(buffer, place);
        place += bytes;
        buffer.clear();
    }

    private void put(ByteBuffer bytes, long offset) {
        try {
            file.writeAt(bytes, offset);
        } catch (IOException e) {
            throw new UncheckedIOException(file.name() + ": " + e.getMessage(), e);
        }
    }

    /** Writes the checksum; returns the bytes of the rows. */
    long end() {
        flush();
        ByteBuffer sum = ByteBuffer.allocate(Integer.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        put(sum.putInt((int) check.getValue()).flip(), place);
        return place - start;
    }
}
