package hearth.format;

import java.lang.foreign.MemorySegment;

/**
 * TQ1_0: values -1, 0 and 1, five to a byte, as digits of base 3. A byte is the fraction 0.abcde of base 3 in units of 1/256,
 * rounded up, so that three times it carries the first digit out at the top. 32 bytes hold values 0..159, the first digits being
 * 0..31, 16 bytes 160..239, 4 bytes of four digits the last 16; then f16 scale.
 */
record TernaryFormat() implements BlockFormat {
    private static final int VALUES = 256;
    private static final int BYTES = 54;
    private static final int SCALE = 52;

    @Override
    public void decode(MemorySegment source, long byteOffset, float[] target, int targetOffset, int blockCount) {
        for (int block = 0; block < blockCount; block++) {
            long start = byteOffset + (long) block * BYTES;
            int out = targetOffset + block * VALUES;
            float scale = LittleEndian.float16(source, start + SCALE);
            decodeBytes(source, start, 32, 5, scale, target, out);
            decodeBytes(source, start + 32, 16, 5, scale, target, out + 160);
            decodeBytes(source, start + 48, 4, 4, scale, target, out + 240);
        }
    }

    private static void decodeBytes(
            MemorySegment source, long start, int count, int digits, float scale, float[] target, int out) {
        for (int i = 0; i < count; i++) {
            int fraction = LittleEndian.unsigned8(source, start + i);
            for (int digit = 0; digit < digits; digit++) {
                int carried = fraction * 3;
                target[out + digit * count + i] = scale * ((carried >> 8) - 1);
                fraction = carried & 0xff;
            }
        }
    }
}
