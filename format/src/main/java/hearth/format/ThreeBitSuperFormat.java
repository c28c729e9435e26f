package hearth.format;

import java.lang.foreign.MemorySegment;

/** Q3_K: 32 bytes of third bits, 64 bytes of 2-bit codes, 12 bytes of 6-bit scales for 16 values each, f16 scale. */
record ThreeBitSuperFormat() implements BlockFormat {
    private static final int VALUES = 256;
    private static final int BYTES = 110;
    private static final int CODES = 32;
    private static final int GROUP_SCALES = 96;
    private static final int SCALE = 108;

    @Override
    public void decode(MemorySegment source, long byteOffset, float[] target, int targetOffset, int blockCount) {
        for (int block = 0; block < blockCount; block++) {
            decodeBlock(source, byteOffset + (long) block * BYTES, target, targetOffset + block * VALUES);
        }
    }

    private static void decodeBlock(MemorySegment source, long start, float[] target, int out) {
        float scale = LittleEndian.float16(source, start + SCALE);
        for (int group = 0; group < 16; group++) {
            float groupScale = scale * groupScale(source, start + GROUP_SCALES, group);
            int side = 16 * (group & 1);
            int plane = group >> 1;
            long codes = start + CODES + 32L * (group >> 3) + side;
            int shift = (plane & 3) * 2;
            for (int i = 0; i < 16; i++) {
                int code = LittleEndian.unsigned8(source, codes + i) >> shift & 3;
                int third = LittleEndian.unsigned8(source, start + side + i) >> plane & 1;
                // The third bit means "do not subtract 4".
                target[out + group * 16 + i] = groupScale * (code - (third == 0 ? 4 : 0));
            }
        }
    }

    private static int groupScale(MemorySegment source, long scales, int group) {
        int low = LittleEndian.unsigned8(source, scales + (group & 7)) >> (group < 8 ? 0 : 4) & 15;
        int high = LittleEndian.unsigned8(source, scales + 8 + (group & 3)) >> 2 * (group >> 2) & 3;
        return (low | high << 4) - 32;
    }
}
