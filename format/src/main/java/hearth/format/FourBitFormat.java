package hearth.format;

import java.lang.foreign.MemorySegment;

/** Q4_0 and Q4_1: f16 scale, (Q4_1: f16 minimum,) 16 bytes of which byte j holds values j (low) and j + 16 (high). */
record FourBitFormat(boolean withMinimum) implements BlockFormat {
    private static final int VALUES = 32;

    @Override
    public void decode(MemorySegment source, long byteOffset, float[] target, int targetOffset, int blockCount) {
        int header = withMinimum ? 4 : 2;
        int zero = withMinimum ? 0 : 8;
        for (int block = 0; block < blockCount; block++) {
            long start = byteOffset + (long) block * (header + VALUES / 2);
            int out = targetOffset + block * VALUES;
            float scale = LittleEndian.float16(source, start);
            float minimum = withMinimum ? LittleEndian.float16(source, start + 2) : 0f;
            for (int j = 0; j < VALUES / 2; j++) {
                int pair = LittleEndian.unsigned8(source, start + header + j);
                float low = ((pair & 15) - zero) * scale;
                float high = ((pair >> 4) - zero) * scale;
                // Adding +0 would turn a -0 of Q4_0 into +0.
                target[out + j] = withMinimum ? low + minimum : low;
                target[out + j + VALUES / 2] = withMinimum ? high + minimum : high;
            }
        }
    }
}
