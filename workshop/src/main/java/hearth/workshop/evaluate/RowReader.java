package hearth.workshop.evaluate;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.zip.CRC32;

/** Reads the rows of one window of {@link BaseLogits}, which describes them, and checks each number before it is used. */
final class RowReader {
    private static final int BUFFER_BYTES = 1 << 20;
    private static final int MAX_VARINT_BYTES = 5;

    private final BaseLogits file;
    private final ByteBuffer buffer = ByteBuffer.allocate(BUFFER_BYTES).order(ByteOrder.LITTLE_ENDIAN).limit(0);
    private final CRC32 check = new CRC32();
    private long place;
    private long left;

    /**
     * @param start offset of the first row
     * @param bytes of all rows
     */
    RowReader(BaseLogits file, long start, long bytes) {
        this.file = file;
        this.place = start;
        this.left = bytes;
    }

    void read(int row, BaseRows target) {
        int size = target.vocabularySize();
        float next = Float.intBitsToFloat(next() | next() << 8 | next() << 16 | next() << 24);
        int top = varint(size - 1, "the likeliest token");
        int count = varint(size, "the number of tokens");
        if (!(next <= 0)) {
            throw damaged("a token has ln p of " + next);
        }
        target.set(row, next, top);
        float[] logs = target.logProbabilities();
        int offset = row * size;
        Arrays.fill(logs, offset, offset + size, Float.NEGATIVE_INFINITY);
        int id = -1;
        for (int i = 0; i < count; i++) {
            id += 1 + varint(size - 2 - id, "a token");
            int code = next() | next() << 8 | next() << 16;
            logs[offset + id] = (float) (BaseRows.FLOOR - BaseRows.FLOOR * ((double) code / RowWriter.MAX_CODE));
        }
    }

    private int varint(int limit, String what) {
        long value = 0;
        for (int i = 0; i < MAX_VARINT_BYTES; i++) {
            int part = next();
            value |= (part & 0x7fL) << 7 * i;
            if (part < 0x80) {
                if (value > limit) {
                    throw damaged(what + " is " + value + ", above " + limit);
                }
                return (int) value;
            }
        }
        throw damaged(what + " is no number");
    }

    private int next() {
        if (!buffer.hasRemaining()) {
            fill();
        }
        return buffer.get() & 0xff;
    }

    private void fill() {
        if (left == 0) {
            throw damaged("a window ends too early");
        }
        buffer.clear().limit((int) Math.min(BUFFER_BYTES, left));
        try {
            file.readAt(buffer, place);
        } catch (IOException e) {
            throw new UncheckedIOException(file.name() + ": " + e.getMessage(), e);
        }
        buffer.flip();
        check.update(buffer.array(), 0, buffer.limit());
        place += buffer.limit();
        left -= buffer.limit();
    }

    /** @throws EvaluationException if the window holds more, or its checksum is wrong */
    void end() {
        if (left > 0 || buffer.hasRemaining()) {
            throw damaged("a window goes on behind its rows");
        }
        ByteBuffer sum = ByteBuffer.allocate(Integer.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        try {
            file.readAt(sum, place);
        } catch (IOException e) {
            throw new UncheckedIOException(file.name() + ": " + e.getMessage(), e);
        }
        if (sum.flip().getInt() != (int) check.getValue()) {
            throw damaged("a checksum is wrong");
        }
    }

    private EvaluationException damaged(String reason) {
        return new EvaluationException(file.name() + ": is damaged: " + reason + "; remove it to have it made again");
    }
}
