package hearth.format;

import java.lang.foreign.MemorySegment;

/** Q2_K: 16 bytes of 4-bit scale and minimum for 16 values each, 64 bytes of 2-bit codes, f16 scale and minimum of all. */
record TwoBitSuperFormat() implements BlockFormat {
    private static final int VALUES = 256;
    private static final int BYTES = 84;
    private static final int CODES = 16;
    private static final int SCALE = 80;
    private static final int MINIMUM = 82;

    @Override
    public void decode(MemorySegment source, long byteOffset, float[] target, int targetOffset, int blockCount) {
        for (int block = 0; block < blockCount; block++) {
            decodeBlock(source, byteOffset + (long) block * BYTES, target, targetOffset + block * VALUES);
        }
    }

    private static void decodeBlock(MemorySegment source, long start, float[] target, int out) {
        float scale = LittleEndian.float16(source, start + SCALE);
        float minimum = LittleEndian.float16(source, start + MINIMUM);
        for (int group = 0; group < 16; group++) {
            int packed = LittleEndian.unsigned8(source, start + group);
            float groupScale = scale * (packed & 15);
            float groupMinimum = minimum * (packed >> 4);
            // Group s = 8 × half + 2 × plane + side: 32 bytes of each half hold four planes of two bits.
            long codes = start + CODES + 32L * (group >> 3) + 16L * (group & 1);
            int shift = (group >> 1 & 3) * 2;
            for (int i = 0; i < 16; i++) {
                int code = LittleEndian.unsigned8(source, codes + i) >> shift & 3;
                target[out + group * 16 + i] = groupScale * code - groupMinimum;
            }
        }
    }
}
