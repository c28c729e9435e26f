package hearth.compute.cpu.matrix;

import hearth.compute.MatrixSource;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.ShortVector;
import jdk.incubator.vector.VectorOperators;

/** A panel matrix of up to 6 bits a weight, multiplied in int16 pairs. Subclasses unpack; the products are shared. */
abstract class PairMatrix extends PanelMatrix {
    private static final int LANES = Lanes.LANES;

    PairMatrix(MatrixSource source, int packedBlockBytes) {
        super(source, packedBlockBytes);
    }

    /** Pairs that int16 sums can hold before they must be widened: 16 for 4 bits and for 5 with a sign, 8 for 6. */
    abstract int flushPairs();

    /** Unpacks the pairs and scales of {@code chunkColumns} columns from {@code column} on into the scratch. */
    abstract void unpack(int panel, int column, int chunkColumns, Scratch scratch);

    /** Adds the tile's scaled sums to {@code tile}; {@code token} is the first of the four, within the activations. */
    abstract void finish(
            Activations activations, int token, int column, int chunkColumns, Scratch scratch, float[] tile, int at);

    @Override
    final void multiplyMany(
            Activations activations, int firstToken, int tokenCount, int panel, Scratch scratch, float[] tile) {
        int tiles = Math.ceilDiv(tokenCount, Scratch.TILE_TOKENS);
        java.util.Arrays.fill(tile, 0, tiles * Scratch.TILE_TOKENS * PANEL_ROWS, 0);
        for (int column = 0; column < columns; column += Scratch.COLUMN_CHUNK) {
            int chunk = Math.min(Scratch.COLUMN_CHUNK, columns - column);
            unpack(panel, column, chunk, scratch);
            for (int i = 0; i < tiles; i++) {
                int token = firstToken + i * Scratch.TILE_TOKENS;
                int at = (token * columns + column) / 2;
                if (flushPairs() == 16) {
                    PairGemm.flush16(scratch.pairs, chunk / 32, activations.pairs, at, columns / 2, scratch.sums);
                } else {
                    PairGemm.flush8(scratch.pairs, chunk / 16, activations.pairs, at, columns / 2, scratch.sums);
                }
                finish(activations, token, column, chunk, scratch, tile, i * Scratch.TILE_TOKENS * PANEL_ROWS);
            }
        }
    }

    /** One 256-block of a K-quant: tile += Σ sums·scales · blockScale·d, for all four tokens. */
    static void finishSuperBlock(
            Scratch scratch, int flushes, float[] tokenScales, int scaleAt, int scaleStride, float[] tile, int at) {
        for (int token = 0; token < Scratch.TILE_TOKENS; token++) {
            float scale = tokenScales[scaleAt + token * scaleStride];
            for (int half = 0; half < PANEL_ROWS; half += LANES) {
                int sums = token * PairGemm.TOKEN_SUMS + 2 * half;
                finishVector(scratch, sums, half, flushes, scale, tile, at + token * PANEL_ROWS + half);
            }
        }
    }

    private static void finishVector(
            Scratch scratch, int sumAt, int half, int flushes, float scale, float[] tile, int to) {
        IntVector total = IntVector.zero(Lanes.INT);
        for (int flush = 0; flush < flushes; flush++) {
            IntVector both = ShortVector.fromArray(Lanes.SHORT, scratch.sums, sumAt + flush * PairGemm.FLUSH_SUMS)
                    .reinterpretAsInts();
            IntVector sum = both.lanewise(VectorOperators.LSHL, 16)
                    .lanewise(VectorOperators.ASHR, 16)
                    .add(both.lanewise(VectorOperators.ASHR, 16));
            total = total.add(
                    sum.mul(IntVector.fromArray(Lanes.INT, scratch.scales, flush * PANEL_ROWS + half)));
        }
        FloatVector factor = FloatVector.fromArray(Lanes.FLOAT, scratch.blockScales, half).mul(scale);
        ((FloatVector) total.convert(VectorOperators.I2F, 0))
                .fma(factor, FloatVector.fromArray(Lanes.FLOAT, tile, to))
                .intoArray(tile, to);
    }

    /** As {@link #finishSuperBlock} for 8 sub-blocks whose unpacked weights are 16 too small. */
    static void finishLifted(Scratch scratch, Activations activations, int token, int block, float[] tile, int at) {
        int blocks = activations.columns / 256;
        for (int i = 0; i < Scratch.TILE_TOKENS; i++) {
            int row = (token + i) * blocks + block;
            for (int half = 0; half < PANEL_ROWS; half += LANES) {
                int sums = i * PairGemm.TOKEN_SUMS + 2 * half;
                liftedVector(scratch, sums, half, activations.sums, row * 8, activations.scales[row], tile, at + i * PANEL_ROWS + half);
            }
        }
    }

    private static void liftedVector(
            Scratch scratch, int sumAt, int half, float[] tokenSums, int tokenSumAt, float scale, float[] tile, int to) {
        IntVector total = IntVector.zero(Lanes.INT);
        for (int sub = 0; sub < 8; sub++) {
            IntVector both = ShortVector.fromArray(Lanes.SHORT, scratch.sums, sumAt + sub * PairGemm.FLUSH_SUMS)
                    .reinterpretAsInts();
            IntVector sum = both.lanewise(VectorOperators.LSHL, 16)
                    .lanewise(VectorOperators.ASHR, 16)
                    .add(both.lanewise(VectorOperators.ASHR, 16))
                    .add(IntVector.broadcast(Lanes.INT, 16 * (int) tokenSums[tokenSumAt + sub]));
            total = total.add(sum.mul(IntVector.fromArray(Lanes.INT, scratch.scales, sub * PANEL_ROWS + half)));
        }
        FloatVector factor = FloatVector.fromArray(Lanes.FLOAT, scratch.blockScales, half).mul(scale);
        ((FloatVector) total.convert(VectorOperators.I2F, 0))
                .fma(factor, FloatVector.fromArray(Lanes.FLOAT, tile, to))
                .intoArray(tile, to);
    }

    /** The minima of one 256-block: tile -= Σ minima·sums · minimumScale·d, for all four tokens. */
    static void finishMinima(Scratch scratch, Activations activations, int token, int block, float[] tile, int at) {
        int blocks = activations.columns / 256;
        for (int i = 0; i < Scratch.TILE_TOKENS; i++) {
            int row = (token + i) * blocks + block;
            float scale = -activations.scales[row];
            for (int half = 0; half < PANEL_ROWS; half += LANES) {
                FloatVector sum = FloatVector.zero(Lanes.FLOAT);
                for (int sub = 0; sub < 8; sub++) {
                    // Whole numbers below 2^24: exact.
                    sum = FloatVector.fromArray(Lanes.FLOAT, scratch.minima, sub * PANEL_ROWS + half)
                            .fma(FloatVector.broadcast(Lanes.FLOAT, activations.sums[row * 8 + sub]), sum);
                }
                FloatVector factor = FloatVector.fromArray(Lanes.FLOAT, scratch.minimumScales, half)
                        .mul(scale);
                int to = at + i * PANEL_ROWS + half;
                sum.fma(factor, FloatVector.fromArray(Lanes.FLOAT, tile, to)).intoArray(tile, to);
            }
        }
    }
}
