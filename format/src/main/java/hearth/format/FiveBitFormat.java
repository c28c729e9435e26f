package hearth.format;

import java.lang.foreign.MemorySegment;

/** Q5_0 and Q5_1: as the four-bit types, with the fifth bits of all 32 values in one u32 before the nibbles. */
record FiveBitFormat(boolean withMinimum) implements BlockFormat {
    private static final int VALUES = 32;

    @Override
    public void decode(MemorySegment source, long byteOffset, float[] target, int targetOffset, int blockCount) {
        int header = withMinimum ? 8 : 6;
        int zero = withMinimum ? 0 : 16;
        for (int block = 0; block < blockCount; block++) {
            long start = byteOffset + (long) block * (header + VALUES / 2);
            int out = targetOffset + block * VALUES;
            float scale = LittleEndian.float16(source, start);
            float minimum = withMinimum ? LittleEndian.float16(source, start + 2) : 0f;
            int highBits = LittleEndian.int32(source, start + header - 4);
            for (int j = 0; j < VALUES / 2; j++) {
                int pair = LittleEndian.unsigned8(source, start + header + j);
                float low = ((pair & 15 | (highBits >>> j & 1) << 4) - zero) * scale;
                float high = ((pair >> 4 | (highBits >>> j + 16 & 1) << 4) - zero) * scale;
                // Adding +0 would turn a -0 of Q5_0 into +0.
                target[out + j] = withMinimum ? low + minimum : low;
                target[out + j + VALUES / 2] = withMinimum ? high + minimum : high;
            }
        }
    }
}
