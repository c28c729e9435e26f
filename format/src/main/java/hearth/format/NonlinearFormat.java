package hearth.format;

import java.lang.foreign.MemorySegment;

/** IQ4_NL: f16 scale, 16 bytes of which byte j holds values j (low) and j + 16 (high), as indexes of {@link FourBitTable#NONLINEAR}. */
record NonlinearFormat() implements BlockFormat {
    private static final int VALUES = 32;
    private static final int BYTES = 18;

    @Override
    public void decode(MemorySegment source, long byteOffset, float[] target, int targetOffset, int blockCount) {
        for (int block = 0; block < blockCount; block++) {
            long start = byteOffset + (long) block * BYTES;
            float scale = LittleEndian.float16(source, start);
            FourBitTable.NONLINEAR.decode(source, start + 2, VALUES / 2, scale, target, targetOffset + block * VALUES);
        }
    }
}
