package hearth.compute.cpu.matrix;

import hearth.format.Codebook;
import hearth.format.TensorType;
import java.lang.foreign.MemorySegment;

/**
 * IQ1_S and IQ1_M; their layouts are described at the scalar decoder. Values are -1, 0 and 1 plus or minus an eighth: here eight
 * times as much, with scales of an eighth.
 */
final class OneBitBlocks extends CodebookBlocks {
    private static final int ALL_DOWN = 0x88888888;

    /** A constant, so that the compiler knows its length. */
    private static final int[] GRID = words(Codebook.IQ1);

    private final boolean small;

    OneBitBlocks(TensorType type) {
        super(type == TensorType.IQ1_S ? 32 : 16, shiftedValues());
        small = type == TensorType.IQ1_S;
    }

    private static byte[] shiftedValues() {
        byte[] values = new byte[16];
        for (int digit = 0; digit < Codebook.IQ1.alphabetSize(); digit++) {
            values[digit] = (byte) (8 * Codebook.IQ1.value(digit) + 1);
            values[8 + digit] = (byte) (8 * Codebook.IQ1.value(digit) - 1);
        }
        return values;
    }

    @Override
    void expand(MemorySegment w, long at, int lane, int[] words, float[] scales) {
        if (small) {
            expandS(w, at, lane, words, scales);
        } else {
            expandM(w, at, lane, words, scales);
        }
    }

    private static void expandS(MemorySegment w, long at, int lane, int[] words, float[] scales) {
        float eighth = half(w, at) * 0.125f;
        for (int group = 0; group < 8; group++) {
            int low = w.get(WeightMemory.INT, at + 2 + 4L * group);
            int codes = unsigned16(w, at + 34 + 2L * group);
            int down = codes >= 0x8000 ? ALL_DOWN : 0;
            scales[group * PANEL_ROWS + lane] = eighth * (2 * (codes >>> 12 & 7) + 1);
            int to = 4 * group * PANEL_ROWS + lane;
            for (int i = 0; i < 4; i++) {
                words[to + i * PANEL_ROWS] = GRID[low >>> 8 * i & 255 | (codes >>> 3 * i & 7) << 8] ^ down;
            }
        }
    }

    private static void expandM(MemorySegment w, long at, int lane, int[] words, float[] scales) {
        long codes = w.get(WeightMemory.LONG, at + 48);
        long top = codes >>> 12;
        int bits = (int) (top & 15 | top >>> 12 & 0xF0 | top >>> 24 & 0xF00 | top >>> 36 & 0xF000);
        float eighth = Float.float16ToFloat((short) bits) * 0.125f;
        for (int group = 0; group < 8; group++) {
            int low = w.get(WeightMemory.INT, at + 4L * group);
            int high = unsigned16(w, at + 32 + 2L * group);
            int two = (int) (codes >>> group / 2 * 16 + group % 2 * 6);
            scales[2 * group * PANEL_ROWS + lane] = eighth * (2 * (two & 7) + 1);
            scales[(2 * group + 1) * PANEL_ROWS + lane] = eighth * (2 * (two >>> 3 & 7) + 1);
            int to = 4 * group * PANEL_ROWS + lane;
            for (int i = 0; i < 4; i++) {
                int four = high >>> 4 * i;
                int word = GRID[low >>> 8 * i & 255 | (four & 7) << 8];
                words[to + i * PANEL_ROWS] = word ^ (four >>> 3 & 1) * ALL_DOWN;
            }
        }
    }
}
