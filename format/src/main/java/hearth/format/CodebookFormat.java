package hearth.format;

import java.lang.foreign.MemorySegment;

/** The IQ types of 1 to 3 bits: super-blocks of 256 values in groups of 32, each a few vectors of a {@link Codebook}. */
enum CodebookFormat implements BlockFormat {
    /** f16 scale; a group is 4 index bytes and a u32: four 7-bit sign codes and a 4-bit scale on top. */
    IQ2_XXS(66) {
        @Override
        void decodeGroup(MemorySegment source, long start, int group, float[] target, int out) {
            long at = start + 2 + 8L * group;
            int codes = LittleEndian.int32(source, at + 4);
            float scale = LittleEndian.float16(source, start) * (0.5f + (codes >>> 28)) * 0.25f;
            for (int i = 0; i < 4; i++) {
                int index = LittleEndian.unsigned8(source, at + i);
                Codebook.IQ2_XXS.decode(index, evenSigns(codes >> 7 * i & 127), scale, target, out + 8 * i);
            }
        }
    },
    /** f16 scale, 32 u16 of a 9-bit index and a 7-bit sign code, 8 bytes of two 4-bit scales for 16 values each. */
    IQ2_XS(74) {
        @Override
        void decodeGroup(MemorySegment source, long start, int group, float[] target, int out) {
            for (int i = 0; i < 4; i++) {
                int code = LittleEndian.unsigned16(source, start + 2 + 8L * group + 2L * i);
                float scale = halfGroupScale(source, start, start + 66 + group, i);
                Codebook.IQ2_XS.decode(code & 511, evenSigns(code >> 9), scale, target, out + 8 * i);
            }
        }
    },
    /** f16 scale, 32 low bytes of indexes, 32 bytes of signs, 8 bytes of high bit pairs of indexes, 8 bytes of two scales. */
    IQ2_S(82) {
        @Override
        void decodeGroup(MemorySegment source, long start, int group, float[] target, int out) {
            int high = LittleEndian.unsigned8(source, start + 66 + group);
            for (int i = 0; i < 4; i++) {
                int index = LittleEndian.unsigned8(source, start + 2 + 4L * group + i) | (high >> 2 * i & 3) << 8;
                int signs = LittleEndian.unsigned8(source, start + 34 + 4L * group + i);
                float scale = halfGroupScale(source, start, start + 74 + group, i);
                Codebook.IQ2_S.decode(index, signs, scale, target, out + 8 * i);
            }
        }
    },
    /** f16 scale, 64 index bytes for 4 values each, 8 u32 as in IQ2_XXS. */
    IQ3_XXS(98) {
        @Override
        void decodeGroup(MemorySegment source, long start, int group, float[] target, int out) {
            int codes = LittleEndian.int32(source, start + 66 + 4L * group);
            float scale = LittleEndian.float16(source, start) * (0.5f + (codes >>> 28)) * 0.5f;
            for (int i = 0; i < 8; i++) {
                int index = LittleEndian.unsigned8(source, start + 2 + 8L * group + i);
                int signs = evenSigns(codes >> 7 * (i / 2) & 127) >> 4 * (i % 2);
                Codebook.IQ3_XXS.decode(index, signs, scale, target, out + 4 * i);
            }
        }
    },
    /** f16 scale, 64 low bytes of indexes, 8 bytes of their ninth bits, 32 bytes of signs, 4 bytes of two 4-bit scales. */
    IQ3_S(110) {
        @Override
        void decodeGroup(MemorySegment source, long start, int group, float[] target, int out) {
            int ninths = LittleEndian.unsigned8(source, start + 66 + group);
            int code = LittleEndian.unsigned8(source, start + 106 + group / 2) >> 4 * (group % 2) & 15;
            float scale = LittleEndian.float16(source, start) * (1 + 2 * code);
            for (int i = 0; i < 8; i++) {
                int index = LittleEndian.unsigned8(source, start + 2 + 8L * group + i) | (ninths >> i & 1) << 8;
                int signs = LittleEndian.unsigned8(source, start + 74 + 4L * group + i / 2) >> 4 * (i % 2);
                Codebook.IQ3_S.decode(index, signs, scale, target, out + 4 * i);
            }
        }
    },
    /** f16 scale, 32 low bytes of indexes, 8 u16: four times 3 high bits, a 3-bit scale, and on top the sign of the shift. */
    IQ1_S(50) {
        @Override
        void decodeGroup(MemorySegment source, long start, int group, float[] target, int out) {
            int codes = LittleEndian.unsigned16(source, start + 34 + 2L * group);
            float scale = LittleEndian.float16(source, start) * (2 * (codes >> 12 & 7) + 1);
            float shift = codes >= 0x8000 ? -SHIFT : SHIFT;
            for (int i = 0; i < 4; i++) {
                int index = LittleEndian.unsigned8(source, start + 2 + 4L * group + i) | (codes >> 3 * i & 7) << 8;
                Codebook.IQ1.decodeShifted(index, shift, scale, target, out + 8 * i);
            }
        }
    },
    /**
     * 32 low bytes of indexes, 16 bytes of two times 3 high bits and the sign of the shift, 4 u16 of four 3-bit scales for 16
     * values each; their top nibbles, the lowest first, are the f16 scale.
     */
    IQ1_M(56) {
        @Override
        void decodeGroup(MemorySegment source, long start, int group, float[] target, int out) {
            int bits = 0;
            for (int i = 0; i < 4; i++) {
                bits |= LittleEndian.unsigned16(source, start + 48 + 2L * i) >> 12 << 4 * i;
            }
            float scale = Float.float16ToFloat((short) bits);
            int scales = LittleEndian.unsigned16(source, start + 48 + group / 2 * 2L) >> 6 * (group % 2);
            for (int i = 0; i < 4; i++) {
                int high = LittleEndian.unsigned8(source, start + 32 + 2L * group + i / 2) >> 4 * (i % 2);
                int index = LittleEndian.unsigned8(source, start + 4L * group + i) | (high & 7) << 8;
                float partScale = scale * (2 * (scales >> 3 * (i / 2) & 7) + 1);
                Codebook.IQ1.decodeShifted(index, (high & 8) != 0 ? -SHIFT : SHIFT, partScale, target, out + 8 * i);
            }
        }
    };

    private static final int VALUES = 256;
    private static final int GROUP_VALUES = 32;
    private static final float SHIFT = 0.125f;

    private final int blockBytes;

    CodebookFormat(int blockBytes) {
        this.blockBytes = blockBytes;
    }

    /** Decodes 32 values of the block at {@code start}. */
    abstract void decodeGroup(MemorySegment source, long start, int group, float[] target, int out);

    @Override
    public void decode(MemorySegment source, long byteOffset, float[] target, int targetOffset, int blockCount) {
        for (int block = 0; block < blockCount; block++) {
            for (int group = 0; group < VALUES / GROUP_VALUES; group++) {
                int out = targetOffset + block * VALUES + group * GROUP_VALUES;
                decodeGroup(source, byteOffset + (long) block * blockBytes, group, target, out);
            }
        }
    }

    /** The scale of 16 values: the low nibble is for the group's first two vectors, the high one for the others. */
    private static float halfGroupScale(MemorySegment source, long start, long scales, int vector) {
        int code = LittleEndian.unsigned8(source, scales) >> 4 * (vector / 2) & 15;
        return LittleEndian.float16(source, start) * (0.5f + code) * 0.25f;
    }

    /** Eight sign bits from seven: the number of minus signs is even. */
    static int evenSigns(int seven) {
        return seven | (Integer.bitCount(seven) & 1) << 7;
    }
}
