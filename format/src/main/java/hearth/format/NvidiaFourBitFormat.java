package hearth.format;

import java.lang.foreign.MemorySegment;

/**
 * NVFP4: 4 scale bytes, then for each 16 values 8 bytes of which byte j holds values j (low) and j + 8 (high) in E2M1, doubled.
 * A scale is half the number of 4 exponent and 3 mantissa bits without a sign (UE4M3); 0x7f, which is no number there, is zero.
 */
record NvidiaFourBitFormat() implements BlockFormat {
    private static final int VALUES = 64;
    private static final int BYTES = 36;
    private static final int GROUPS = 4;

    @Override
    public void decode(MemorySegment source, long byteOffset, float[] target, int targetOffset, int blockCount) {
        for (int block = 0; block < blockCount; block++) {
            long start = byteOffset + (long) block * BYTES;
            for (int group = 0; group < GROUPS; group++) {
                float scale = halfOf(LittleEndian.unsigned8(source, start + group));
                FourBitTable.E2M1.decode(source,
                        start + GROUPS + 8 * group,
                        8,
                        scale,
                        target,
                        targetOffset + block * VALUES + 16 * group);
            }
        }
    }

    private static float halfOf(int bits) {
        if (bits == 0x7f) {
            return 0;
        }
        int exponent = bits >> 3 & 15;
        int mantissa = bits & 7;
        return 0.5f * (exponent == 0 ? Math.scalb(mantissa, -9) : Math.scalb(8 + mantissa, exponent - 10));
    }
}
