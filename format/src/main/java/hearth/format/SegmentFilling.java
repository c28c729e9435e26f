package hearth.format;

import hearth.format.InvalidModelException.Kind;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;

/** Reads a range of a source into any kind of memory segment, piece by piece. */
final class SegmentFilling {
    /** The JDK copies through a direct buffer as large as the piece when the target is on the heap. */
    private static final int HEAP_PIECE = 256 << 10;

    private static final int NATIVE_PIECE = 64 << 20;

    private SegmentFilling() {}

    static void fill(ByteSource source, long byteOffset, MemorySegment target) {
        boolean bytesBehind = target.isNative() || target.heapBase().filter(byte[].class::isInstance).isPresent();
        int pieceBytes = target.isNative() ? NATIVE_PIECE : HEAP_PIECE;
        long done = 0;
        while (done < target.byteSize()) {
            int wanted = (int) Math.min(pieceBytes, target.byteSize() - done);
            MemorySegment piece = target.asSlice(done, wanted);
            if (bytesBehind) {
                fill(source, byteOffset + done, piece.asByteBuffer());
            } else {
                byte[] copy = new byte[wanted];
                fill(source, byteOffset + done, ByteBuffer.wrap(copy));
                piece.copyFrom(MemorySegment.ofArray(copy));
            }
            done += wanted;
        }
    }

    private static void fill(ByteSource source, long byteOffset, ByteBuffer target) {
        long position = byteOffset;
        try {
            while (target.hasRemaining()) {
                int read = source.read(position, target);
                if (read < 0) {
                    throw InvalidModelException.inFile(Kind.TRUNCATED, source.name(), "file shrank while being read: byte "
                            + position + " of " + source.byteSize() + " is gone");
                }
                position += read;
            }
        } catch (IOException e) {
            throw InvalidModelException.unreadable(source.name(), "reading at byte " + position + " failed: " + reason(e), e);
        }
    }

    private static String reason(IOException e) {
        String name = e.getClass().getSimpleName();
        return e.getMessage() == null ? name : name + ", " + e.getMessage();
    }
}
