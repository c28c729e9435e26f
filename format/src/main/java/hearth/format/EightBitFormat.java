package hearth.format;

import java.lang.foreign.MemorySegment;

/** Types of signed bytes behind a scale. Q8_1 and Q8_K also carry sums of the bytes, which only products have a use for. */
enum EightBitFormat implements BlockFormat {
    /** f16 scale, 32 bytes. */
    Q8_0(32, 2, 34),
    /** f16 scale, f16 sum, 32 bytes. */
    Q8_1(32, 4, 36),
    /** f32 scale, 256 bytes, i16 sums of 16 bytes each. */
    Q8_K(256, 4, 292);

    private final int values;
    private final int codesAt;
    private final int blockBytes;

    EightBitFormat(int values, int codesAt, int blockBytes) {
        this.values = values;
        this.codesAt = codesAt;
        this.blockBytes = blockBytes;
    }

    @Override
    public void decode(MemorySegment source, long byteOffset, float[] target, int targetOffset, int blockCount) {
        for (int block = 0; block < blockCount; block++) {
            long start = byteOffset + (long) block * blockBytes;
            float scale = this == Q8_K ? LittleEndian.float32(source, start) : LittleEndian.float16(source, start);
            for (int i = 0; i < values; i++) {
                target[targetOffset + block * values + i] = LittleEndian.signed8(source, start + codesAt + i) * scale;
            }
        }
    }
}
