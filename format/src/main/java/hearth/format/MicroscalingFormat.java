package hearth.format;

import java.lang.foreign.MemorySegment;

/** MXFP4: a byte e for a scale of 2^(e - 128), 16 bytes of which byte j holds values j (low) and j + 16 (high) in E2M1, doubled. */
record MicroscalingFormat() implements BlockFormat {
    private static final int VALUES = 32;
    private static final int BYTES = 17;

    @Override
    public void decode(MemorySegment source, long byteOffset, float[] target, int targetOffset, int blockCount) {
        for (int block = 0; block < blockCount; block++) {
            long start = byteOffset + (long) block * BYTES;
            float scale = powerOfTwo(LittleEndian.unsigned8(source, start));
            FourBitTable.E2M1.decode(source, start + 1, VALUES / 2, scale, target, targetOffset + block * VALUES);
        }
    }

    /** 2^(exponent - 128), which for 0 and 1 is subnormal. */
    private static float powerOfTwo(int exponent) {
        return Float.intBitsToFloat(exponent < 2 ? 0x00200000 << exponent : exponent - 1 << 23);
    }
}
