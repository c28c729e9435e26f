package hearth.format;

import java.lang.foreign.MemorySegment;

/** What the codes of four-bit types stand for that are not evenly spaced. */
public enum FourBitTable {
    /** IQ4_NL and IQ4_XS: denser near zero. */
    NONLINEAR(-127, -104, -83, -65, -49, -35, -22, -10, 1, 13, 25, 38, 53, 69, 89, 113),
    /** MXFP4 and NVFP4: twice the numbers of one sign bit, two exponent bits and one mantissa bit (E2M1). */
    E2M1(0, 1, 2, 3, 4, 6, 8, 12, 0, -1, -2, -3, -4, -6, -8, -12);

    private final int[] values;

    FourBitTable(int... values) {
        this.values = values;
    }

    /** What {@code code}, 0 to 15, stands for. */
    public int value(int code) {
        return values[code];
    }

    /** Decodes {@code count} bytes, whose low nibbles are the first {@code count} values and whose high nibbles the next. */
    void decode(MemorySegment source, long start, int count, float scale, float[] target, int out) {
        for (int j = 0; j < count; j++) {
            int pair = LittleEndian.unsigned8(source, start + j);
            target[out + j] = scale * values[pair & 15];
            target[out + j + count] = scale * values[pair >> 4];
        }
    }
}
