package hearth.format;

import java.lang.foreign.MemorySegment;

/** The bit layout of one tensor type, read without any vector instruction: the judge of every faster kernel. */
interface BlockFormat {
    /**
     * Decodes consecutive blocks.
     *
     * @param source blocks as they lie in the file, little-endian
     * @param byteOffset where the first block starts
     * @param target receives blockCount × block size values
     */
    void decode(MemorySegment source, long byteOffset, float[] target, int targetOffset, int blockCount);
}
