package hearth.compute.cpu.matrix;

import hearth.format.Codebook;
import hearth.format.TensorType;
import java.lang.foreign.MemorySegment;

/** IQ3_XXS and IQ3_S; their layouts are described at the scalar decoder. */
final class ThreeBitBlocks extends CodebookBlocks {
    // Constants, so that the compiler knows their lengths.
    private static final int[] GRID_XXS = words(Codebook.IQ3_XXS);
    private static final int[] GRID_S = words(Codebook.IQ3_S);

    private final boolean small;

    ThreeBitBlocks(TensorType type) {
        super(32, signedValues(type == TensorType.IQ3_XXS ? Codebook.IQ3_XXS : Codebook.IQ3_S));
        small = type == TensorType.IQ3_XXS;
    }

    @Override
    void expand(MemorySegment w, long at, int lane, int[] words, float[] scales) {
        float scale = half(w, at);
        if (small) {
            expandXxs(w, at + 2, scale, lane, words, scales);
        } else {
            expandS(w, at + 2, scale, lane, words, scales);
        }
    }

    private static void expandXxs(MemorySegment w, long at, float scale, int lane, int[] words, float[] scales) {
        for (int group = 0; group < 8; group++) {
            long indexes = w.get(WeightMemory.LONG, at + 8L * group);
            int minus = w.get(WeightMemory.INT, at + 64 + 4L * group);
            scales[group * PANEL_ROWS + lane] = scale * (0.5f + (minus >>> 28)) * 0.5f;
            int to = 4 * group * PANEL_ROWS + lane;
            for (int i = 0; i < 4; i++) {
                int both = (int) (indexes >>> 16 * i);
                // A second vector of four follows the first: two nibbles further on.
                int word = GRID_XXS[both & 255] | GRID_XXS[both >>> 8 & 255] << 8;
                words[to + i * PANEL_ROWS] = word ^ EVEN_SIGNS[minus >>> 7 * i & 127];
            }
        }
    }

    private static void expandS(MemorySegment w, long at, float scale, int lane, int[] words, float[] scales) {
        long ninths = w.get(WeightMemory.LONG, at + 64);
        int codes = w.get(WeightMemory.INT, at + 104);
        for (int group = 0; group < 8; group++) {
            long indexes = w.get(WeightMemory.LONG, at + 8L * group);
            int minus = w.get(WeightMemory.INT, at + 72 + 4L * group);
            int ninth = (int) (ninths >>> 8 * group) & 255;
            scales[group * PANEL_ROWS + lane] = scale * (1 + 2 * (codes >>> 4 * group & 15));
            int to = 4 * group * PANEL_ROWS + lane;
            for (int i = 0; i < 4; i++) {
                int both = (int) (indexes >>> 16 * i);
                int two = ninth >>> 2 * i;
                int word = GRID_S[both & 255 | (two & 1) << 8] | GRID_S[both >>> 8 & 255 | (two & 2) << 7] << 8;
                words[to + i * PANEL_ROWS] = word ^ SIGNS[minus >>> 8 * i & 255];
            }
        }
    }
}
