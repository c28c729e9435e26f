package hearth.format;

import java.lang.foreign.MemorySegment;

/** Q8_0: f16 scale and 32 signed bytes. */
record EightBitFormat() implements BlockFormat {
    private static final int VALUES = 32;

    @Override
    public void decode(MemorySegment source, long byteOffset, float[] target, int targetOffset, int blockCount) {
        for (int block = 0; block < blockCount; block++) {
            long start = byteOffset + (long) block * (2 + VALUES);
            float scale = LittleEndian.float16(source, start);
            for (int i = 0; i < VALUES; i++) {
                target[targetOffset + block * VALUES + i] = LittleEndian.signed8(source, start + 2 + i) * scale;
            }
        }
    }
}
