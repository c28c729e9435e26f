package hearth.format;

import java.lang.foreign.MemorySegment;

/**
 * IQ4_XS: f16 scale, u16 with the high bit pairs and 4 bytes with the low nibbles of eight 6-bit scales less 32, then for each 32
 * values 16 bytes as in IQ4_NL.
 */
record NonlinearSuperFormat() implements BlockFormat {
    private static final int VALUES = 256;
    private static final int BYTES = 136;
    private static final int LOW_BITS = 4;
    private static final int CODES = 8;

    @Override
    public void decode(MemorySegment source, long byteOffset, float[] target, int targetOffset, int blockCount) {
        for (int block = 0; block < blockCount; block++) {
            decodeBlock(source, byteOffset + (long) block * BYTES, target, targetOffset + block * VALUES);
        }
    }

    private static void decodeBlock(MemorySegment source, long start, float[] target, int out) {
        float scale = LittleEndian.float16(source, start);
        int highBits = LittleEndian.unsigned16(source, start + 2);
        for (int group = 0; group < 8; group++) {
            int low = LittleEndian.unsigned8(source, start + LOW_BITS + group / 2) >> 4 * (group % 2) & 15;
            int groupScale = (low | (highBits >> 2 * group & 3) << 4) - 32;
            FourBitTable.NONLINEAR.decode(source, start + CODES + 16 * group, 16, scale * groupScale, target, out + 32 * group);
        }
    }
}
