package hearth.compute.cpu.matrix;

import hearth.format.Codebook;
import hearth.format.TensorType;
import java.lang.foreign.MemorySegment;

/** IQ2_XXS, IQ2_XS and IQ2_S; their layouts are described at the scalar decoder. */
final class TwoBitBlocks extends CodebookBlocks {
    // Constants, so that the compiler knows their lengths.
    private static final int[] GRID_XXS = words(Codebook.IQ2_XXS);
    private static final int[] GRID_XS = words(Codebook.IQ2_XS);
    private static final int[] GRID_S = words(Codebook.IQ2_S);

    private final TensorType type;

    TwoBitBlocks(TensorType type) {
        super(type == TensorType.IQ2_XXS ? 32 : 16, signedValues(codebook(type)));
        this.type = type;
    }

    private static Codebook codebook(TensorType type) {
        return switch (type) {
            case IQ2_XXS -> Codebook.IQ2_XXS;
            case IQ2_XS -> Codebook.IQ2_XS;
            default -> Codebook.IQ2_S;
        };
    }

    @Override
    void expand(MemorySegment w, long at, int lane, int[] words, float[] scales) {
        float quarter = half(w, at) * 0.25f;
        switch (type) {
            case IQ2_XXS -> expandXxs(w, at + 2, quarter, lane, words, scales);
            case IQ2_XS -> expandXs(w, at + 2, quarter, lane, words, scales);
            default -> expandS(w, at + 2, quarter, lane, words, scales);
        }
    }

    private static void expandXxs(MemorySegment w, long at, float quarter, int lane, int[] words, float[] scales) {
        for (int group = 0; group < 8; group++) {
            long bits = w.get(WeightMemory.LONG, at + 8L * group);
            scales[group * PANEL_ROWS + lane] = quarter * (0.5f + (int) (bits >>> 60));
            int to = 4 * group * PANEL_ROWS + lane;
            words[to] = GRID_XXS[(int) bits & 255] ^ EVEN_SIGNS[(int) (bits >>> 32) & 127];
            words[to + PANEL_ROWS] = GRID_XXS[(int) bits >>> 8 & 255] ^ EVEN_SIGNS[(int) (bits >>> 39) & 127];
            words[to + 2 * PANEL_ROWS] = GRID_XXS[(int) bits >>> 16 & 255] ^ EVEN_SIGNS[(int) (bits >>> 46) & 127];
            words[to + 3 * PANEL_ROWS] = GRID_XXS[(int) bits >>> 24] ^ EVEN_SIGNS[(int) (bits >>> 53) & 127];
        }
    }

    private static void expandXs(MemorySegment w, long at, float quarter, int lane, int[] words, float[] scales) {
        long codes = w.get(WeightMemory.LONG, at + 64);
        for (int group = 0; group < 8; group++) {
            long bits = w.get(WeightMemory.LONG, at + 8L * group);
            groupScales(codes, group, quarter, lane, scales);
            int to = 4 * group * PANEL_ROWS + lane;
            for (int i = 0; i < 4; i++) {
                int code = (int) (bits >>> 16 * i);
                words[to + i * PANEL_ROWS] = GRID_XS[code & 511] ^ EVEN_SIGNS[code >>> 9 & 127];
            }
        }
    }

    private static void expandS(MemorySegment w, long at, float quarter, int lane, int[] words, float[] scales) {
        long codes = w.get(WeightMemory.LONG, at + 72);
        long highs = w.get(WeightMemory.LONG, at + 64);
        for (int group = 0; group < 8; group++) {
            int low = w.get(WeightMemory.INT, at + 4L * group);
            int minus = w.get(WeightMemory.INT, at + 32 + 4L * group);
            int high = (int) (highs >>> 8 * group);
            groupScales(codes, group, quarter, lane, scales);
            int to = 4 * group * PANEL_ROWS + lane;
            for (int i = 0; i < 4; i++) {
                int index = low >>> 8 * i & 255 | (high >>> 2 * i & 3) << 8;
                words[to + i * PANEL_ROWS] = GRID_S[index] ^ SIGNS[minus >>> 8 * i & 255];
            }
        }
    }

    private static void groupScales(long codes, int group, float quarter, int lane, float[] scales) {
        int both = (int) (codes >>> 8 * group);
        scales[2 * group * PANEL_ROWS + lane] = quarter * (0.5f + (both & 15));
        scales[(2 * group + 1) * PANEL_ROWS + lane] = quarter * (0.5f + (both >>> 4 & 15));
    }
}
