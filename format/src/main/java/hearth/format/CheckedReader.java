package hearth.format;

import hearth.format.InvalidModelException.Kind;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/**
 * Reads untrusted little-endian bytes from front to back. Every length is compared with the bytes that are left before
 * anything is allocated, so memory is bounded by the file and never by a number in it. Not safe for several threads.
 * Every failure is an {@link InvalidModelException} that names the file and the byte.
 */
public final class CheckedReader {
    private static final int BUFFER_BYTES = 64 << 10;

    private final ByteSource source;
    private final long end;
    private final ByteBuffer buffer;
    private long bufferEnd;

    /** Reads the whole source. */
    public CheckedReader(ByteSource source) {
        this(source, Long.MAX_VALUE);
    }

    /** Reads at most {@code maxBytes}; going further is an error of kind TOO_LARGE. */
    public CheckedReader(ByteSource source, long maxBytes) {
        this.source = source;
        this.end = Math.min(source.byteSize(), maxBytes);
        this.buffer = ByteBuffer.allocate((int) Math.min(BUFFER_BYTES, Math.max(8, end)))
                .order(ByteOrder.LITTLE_ENDIAN)
                .limit(0);
    }

    public String name() {
        return source.name();
    }

    /** Offset of the next byte. */
    public long position() {
        return bufferEnd - buffer.remaining();
    }

    /** Bytes that may still be read. */
    public long remaining() {
        return end - position();
    }

    public int unsigned8() {
        return next(1).get() & 0xff;
    }

    public int unsigned16() {
        return next(2).getShort() & 0xffff;
    }

    public int int32() {
        return next(4).getInt();
    }

    public long unsigned32() {
        return next(4).getInt() & 0xffff_ffffL;
    }

    public long int64() {
        return next(8).getLong();
    }

    public float float32() {
        return next(4).getFloat();
    }

    public double float64() {
        return next(8).getDouble();
    }

    /** The next bytes in a new array. {@code what} names them in an error. */
    public byte[] bytes(long count, String what) {
        byte[] bytes = new byte[require(count, 1, Integer.MAX_VALUE - 8, what)];
        bytes(bytes, 0, bytes.length);
        return bytes;
    }

    /** Fills a part of an array that the caller has sized by {@link #require}. */
    public void bytes(byte[] target, int offset, int count) {
        if (count > remaining()) {
            throw tooShort(count);
        }
        int buffered = Math.min(count, buffer.remaining());
        buffer.get(target, offset, buffered);
        int rest = count - buffered;
        if (rest >= buffer.capacity()) {
            source.readFully(bufferEnd, MemorySegment.ofArray(target).asSlice(offset + (long) buffered, rest));
            bufferEnd += rest;
        } else if (rest > 0) {
            next(rest).get(target, offset + buffered, rest);
        }
    }

    /** The next bytes as strict UTF-8. */
    public String text(long byteCount, int maxBytes, String what) {
        require(byteCount, 1, maxBytes, what);
        byte[] bytes = bytes(byteCount, what);
        try {
            return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
        } catch (CharacterCodingException e) {
            throw error(Kind.MALFORMED, what + " is not valid UTF-8");
        }
    }

    /**
     * Checks a count from the file before it is used.
     *
     * @param itemBytes the smallest size of one item in the file
     * @param limit the largest count we accept
     * @return the count, now known to be 0..limit
     * @throws InvalidModelException if it is negative, above the limit, or more than the bytes that are left
     */
    public int require(long count, long itemBytes, int limit, String what) {
        if (count < 0) {
            throw error(Kind.MALFORMED, what + " has impossible size " + Long.toUnsignedString(count));
        }
        if (count > limit) {
            throw error(Kind.TOO_LARGE, what + " has size " + count + ", above the limit of " + limit);
        }
        if (count > remaining() / itemBytes) {
            if (end < source.byteSize()) {
                throw tooMuch();
            }
            throw error(Kind.TRUNCATED, what + " has size " + count + " but only " + remaining() + " bytes are left");
        }
        return (int) count;
    }

    /** An error at the current byte. */
    public InvalidModelException error(Kind kind, String reason) {
        return InvalidModelException.inFile(kind, name(), reason + " (at byte " + position() + ")");
    }

    private InvalidModelException tooShort(int wanted) {
        return end < source.byteSize()
                ? tooMuch()
                : error(Kind.TRUNCATED, "the file ends where " + wanted + " more bytes are needed");
    }

    private InvalidModelException tooMuch() {
        return error(Kind.TOO_LARGE, "more than " + end + " bytes of header");
    }

    /** The buffer, positioned before at least {@code count} bytes; count is at most its capacity. */
    private ByteBuffer next(int count) {
        if (buffer.remaining() < count) {
            if (count > remaining()) {
                throw tooShort(count);
            }
            refill();
        }
        return buffer;
    }

    private void refill() {
        buffer.compact();
        int wanted = (int) Math.min(buffer.remaining(), end - bufferEnd);
        int kept = buffer.position();
        source.readFully(bufferEnd, MemorySegment.ofArray(buffer.array()).asSlice(kept, wanted));
        bufferEnd += wanted;
        buffer.position(0).limit(kept + wanted);
    }
}
