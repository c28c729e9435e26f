package hearth.format;

import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;

/** Bytes in memory, for tests, fuzzing and small downloads. */
record MemoryByteSource(String name, MemorySegment bytes) implements ByteSource {
    @Override
    public long byteSize() {
        return bytes.byteSize();
    }

    @Override
    public int read(long byteOffset, ByteBuffer target) {
        if (byteOffset >= bytes.byteSize()) {
            return -1;
        }
        int count = (int) Math.min(target.remaining(), bytes.byteSize() - byteOffset);
        MemorySegment.ofBuffer(target).copyFrom(bytes.asSlice(byteOffset, count));
        target.position(target.position() + count);
        return count;
    }

    @Override
    public void close() {
        // The owner of the memory frees it.
    }
}
