package hearth.format;

import java.lang.foreign.MemorySegment;

/**
 * Q4_K and Q5_K: f16 scale and minimum, 12 bytes with 6-bit scale and minimum for each of 8 groups of 32 values,
 * (Q5_K: 32 bytes of fifth bits,) 128 bytes of nibbles.
 */
record FourFiveBitSuperFormat(boolean withFifthBit) implements BlockFormat {
    private static final int VALUES = 256;
    private static final int GROUP_SCALES = 4;
    private static final int AFTER_SCALES = 16;

    @Override
    public void decode(MemorySegment source, long byteOffset, float[] target, int targetOffset, int blockCount) {
        int blockBytes = nibbles() + VALUES / 2;
        for (int block = 0; block < blockCount; block++) {
            decodeBlock(source, byteOffset + (long) block * blockBytes, target, targetOffset + block * VALUES);
        }
    }

    private int nibbles() {
        return withFifthBit ? AFTER_SCALES + 32 : AFTER_SCALES;
    }

    private void decodeBlock(MemorySegment source, long start, float[] target, int out) {
        float scale = LittleEndian.float16(source, start);
        float minimum = LittleEndian.float16(source, start + 2);
        for (int group = 0; group < 8; group++) {
            float groupScale = scale * groupScale(source, start + GROUP_SCALES, group);
            float groupMinimum = minimum * groupMinimum(source, start + GROUP_SCALES, group);
            // Two groups share 32 bytes: the even one has the low nibbles.
            long codes = start + nibbles() + 32L * (group >> 1);
            int shift = 4 * (group & 1);
            for (int i = 0; i < 32; i++) {
                int code = LittleEndian.unsigned8(source, codes + i) >> shift & 15;
                if (withFifthBit) {
                    code |= (LittleEndian.unsigned8(source, start + AFTER_SCALES + i) >> group & 1) << 4;
                }
                target[out + group * 32 + i] = groupScale * code - groupMinimum;
            }
        }
    }

    private static int groupScale(MemorySegment source, long scales, int group) {
        int low = LittleEndian.unsigned8(source, scales + (group < 4 ? group : group + 4));
        if (group < 4) {
            return low & 63;
        }
        return low & 15 | LittleEndian.unsigned8(source, scales + group - 4) >> 6 << 4;
    }

    private static int groupMinimum(MemorySegment source, long scales, int group) {
        int low = LittleEndian.unsigned8(source, scales + group + 4);
        if (group < 4) {
            return low & 63;
        }
        return low >> 4 | LittleEndian.unsigned8(source, scales + group) >> 6 << 4;
    }
}
