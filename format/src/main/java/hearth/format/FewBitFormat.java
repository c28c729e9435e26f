package hearth.format;

import java.lang.foreign.MemorySegment;

/** Q1_0 and Q2_0: f16 scale, 16 bytes of codes, lowest bits first; a bit is -1 or 1, two bits are -1, 0, 1 or 2. */
record FewBitFormat(int bits) implements BlockFormat {
    private static final int CODES = 2;
    private static final int CODE_BYTES = 16;

    @Override
    public void decode(MemorySegment source, long byteOffset, float[] target, int targetOffset, int blockCount) {
        int values = CODE_BYTES * 8 / bits;
        int perByte = 8 / bits;
        for (int block = 0; block < blockCount; block++) {
            long start = byteOffset + (long) block * (CODES + CODE_BYTES);
            float scale = LittleEndian.float16(source, start);
            for (int i = 0; i < values; i++) {
                int code = LittleEndian.unsigned8(source, start + CODES + i / perByte) >> bits * (i % perByte);
                int number = bits == 1 ? (code & 1) * 2 - 1 : (code & 3) - 1;
                target[targetOffset + block * values + i] = number * scale;
            }
        }
    }
}
