package hearth.format;

import hearth.format.InvalidModelException.Kind;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.file.Path;

/**
 * Untrusted bytes of known length with positional reading, safe for many threads at once. Never a mapped file: a file
 * that another program shortens must give an error, not kill the process.
 */
public interface ByteSource extends AutoCloseable {
    /** The name used in error messages, without folders. */
    String name();

    /** Length in bytes at the time of opening. */
    long byteSize();

    /**
     * Reads some bytes at a place.
     *
     * @return how many bytes were read, or -1 at the end
     */
    int read(long byteOffset, ByteBuffer target) throws IOException;

    @Override
    void close();

    /**
     * Opens a regular file.
     *
     * @throws InvalidModelException if it is missing, unreadable or not a regular file
     */
    static ByteSource open(Path path) {
        return FileByteSource.open(path);
    }

    /** Bytes in memory; closing does not free them. */
    static ByteSource of(String name, MemorySegment bytes) {
        return new MemoryByteSource(name, bytes);
    }

    /**
     * Fills the whole target.
     *
     * @throws InvalidModelException if the range is outside the source, the source shrank, or reading fails
     */
    default void readFully(long byteOffset, MemorySegment target) {
        if (byteOffset < 0 || target.byteSize() > byteSize() - byteOffset) {
            throw InvalidModelException.inFile(Kind.TRUNCATED, name(), "ends before byte " + byteOffset + " + "
                    + target.byteSize() + "; it has " + byteSize() + " bytes");
        }
        SegmentFilling.fill(this, byteOffset, target);
    }
}
