package hearth.compute.cpu.matrix;

import hearth.format.Codebook;
import hearth.format.TensorType;
import java.lang.foreign.MemorySegment;

/** IQ3_XXS and IQ3_S; their layouts are described at the scalar decoder. */
final class ThreeBitBlocks extends CodebookBlocks {
    private final boolean small;
    private final int[] grid;
    private final int[] signs;

    ThreeBitBlocks(TensorType type) {
        super(32, signedValues(type == TensorType.IQ3_XXS ? Codebook.IQ3_XXS : Codebook.IQ3_S));
        small = type == TensorType.IQ3_XXS;
        grid = words(small ? Codebook.IQ3_XXS : Codebook.IQ3_S);
        signs = signs(small ? 7 : 8);
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

    private void expandXxs(MemorySegment w, long at, float scale, int lane, int[] words, float[] scales) {
        for (int group = 0; group < 8; group++) {
            long indexes = w.get(WeightMemory.LONG, at + 8L * group);
            int minus = w.get(WeightMemory.INT, at + 64 + 4L * group);
            scales[group * PANEL_ROWS + lane] = scale * (0.5f + (minus >>> 28)) * 0.5f;
            int to = 4 * group * PANEL_ROWS + lane;
            for (int i = 0; i < 4; i++) {
                int both = (int) (indexes >>> 16 * i);
                // A second vector of four follows the first: two nibbles further on.
                int word = grid[both & 255] | grid[both >>> 8 & 255] << 8;
                words[to + i * PANEL_ROWS] = word ^ signs[minus >>> 7 * i & 127];
            }
        }
    }

    private void expandS(MemorySegment w, long at, float scale, int lane, int[] words, float[] scales) {
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
                int word = grid[both & 255 | (two & 1) << 8] | grid[both >>> 8 & 255 | (two & 2) << 7] << 8;
                words[to + i * PANEL_ROWS] = word ^ signs[minus >>> 8 * i & 255];
            }
        }
    }
}
