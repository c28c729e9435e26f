package hearth.format;

import java.lang.foreign.MemorySegment;

/** Q6_K: 128 bytes of low nibbles, 64 bytes of high bit pairs, 16 signed scales for 16 values each, f16 scale. */
record SixBitSuperFormat() implements BlockFormat {
    private static final int VALUES = 256;
    private static final int BYTES = 210;
    private static final int HIGH_BITS = 128;
    private static final int GROUP_SCALES = 192;
    private static final int SCALE = 208;

    @Override
    public void decode(MemorySegment source, long byteOffset, float[] target, int targetOffset, int blockCount) {
        for (int block = 0; block < blockCount; block++) {
            decodeBlock(source, byteOffset + (long) block * BYTES, target, targetOffset + block * VALUES);
        }
    }

    private static void decodeBlock(MemorySegment source, long start, float[] target, int out) {
        float scale = LittleEndian.float16(source, start + SCALE);
        for (int row = 0; row < 8; row++) {
            // Each half of 128 values has four rows of 32: rows 0, 1 are low nibbles, rows 2, 3 the high ones.
            int half = row >> 2;
            int rowInHalf = row & 3;
            long nibbles = start + 64L * half + 32L * (rowInHalf & 1);
            long highBits = start + HIGH_BITS + 32L * half;
            int shift = 4 * (rowInHalf >> 1);
            for (int side = 0; side < 2; side++) {
                float groupScale = scale * LittleEndian.signed8(source, start + GROUP_SCALES + 2L * row + side);
                for (int i = 16 * side; i < 16 * side + 16; i++) {
                    int low = LittleEndian.unsigned8(source, nibbles + i) >> shift & 15;
                    int high = LittleEndian.unsigned8(source, highBits + i) >> 2 * rowInHalf & 3;
                    target[out + row * 32 + i] = groupScale * ((low | high << 4) - 32);
                }
            }
        }
    }
}
