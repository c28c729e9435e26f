package hearth.format;

import java.lang.foreign.MemorySegment;

/** TQ2_0: for each half of 128 values 32 bytes, pair n of byte m holding value 32n + m plus one; f16 scale. */
record TernaryPairsFormat() implements BlockFormat {
    private static final int VALUES = 256;
    private static final int BYTES = 66;
    private static final int SCALE = 64;

    @Override
    public void decode(MemorySegment source, long byteOffset, float[] target, int targetOffset, int blockCount) {
        for (int block = 0; block < blockCount; block++) {
            long start = byteOffset + (long) block * BYTES;
            int out = targetOffset + block * VALUES;
            float scale = LittleEndian.float16(source, start + SCALE);
            for (int i = 0; i < VALUES; i++) {
                int code = LittleEndian.unsigned8(source, start + i / 128 * 32 + i % 32) >> 2 * (i / 32 % 4) & 3;
                target[out + i] = scale * (code - 1);
            }
        }
    }
}
