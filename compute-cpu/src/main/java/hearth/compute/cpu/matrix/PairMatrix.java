package hearth.compute.cpu.matrix;

import hearth.compute.MatrixSource;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorOperators;

/** A panel matrix of up to 6 bits a weight, multiplied in int16 pairs. Subclasses unpack; the products are shared. */
abstract class PairMatrix extends PanelMatrix {
    private static final int LANES = Lanes.LANES;

    /** Up to this many tokens, unpacking costs more than it saves. */
    private static final int FEW_TOKENS = 8;

    PairMatrix(MatrixSource source, int packedBlockBytes) {
        super(source, packedBlockBytes);
    }

    /** Unpacks the pairs and scales of {@code chunkColumns} columns from {@code column} on into the scratch. */
    abstract void unpack(int panel, int column, int chunkColumns, Scratch scratch);

    /** out[at] (token, panel row) += what was unpacked · tile {@code tile} of the activations. */
    void multiplyTile(
            Activations activations, int tile, int column, int chunkColumns, Scratch scratch, float[] out, int at) {
        multiplySuperBlock(activations, tile, column / 256, subBlocks(), scratch, out, at);
        finishSuperBlock(activations, tile, column / 256, scratch, out, at);
    }

    /** Sub-blocks of a K-quant that {@link #multiplySuperBlock} computes; 0 where {@link #multiplyTile} does it in another way. */
    int subBlocks() {
        return 0;
    }

    /** What a super-block's sums still lack: nothing, where there are no minima. */
    void finishSuperBlock(Activations activations, int tile, int block, Scratch scratch, float[] out, int at) {}

    /**
     * out (token, panel row) += a panel · {@code tiles} tiles of the activations without unpacking its pairs; false, and nothing done, if
     * there is no kernel that does so.
     */
    boolean multiplyPacked(Activations activations, int firstTile, int tiles, int panel, Scratch scratch, float[] out) {
        return false;
    }

    @Override
    final boolean multipliesPairs() {
        return true;
    }

    @Override
    final void multiplyMany(
            Activations activations, int firstToken, int tokenCount, int panel, Scratch scratch, float[] out) {
        int tiles = Math.ceilDiv(tokenCount, Scratch.TILE_TOKENS);
        int firstTile = firstToken / Scratch.TILE_TOKENS;
        java.util.Arrays.fill(out, 0, tiles * Scratch.TILE_TOKENS * PANEL_ROWS, 0);
        if (tokenCount <= FEW_TOKENS && multiplyPacked(activations, firstTile, tiles, panel, scratch, out)) {
            return;
        }
        for (int column = 0; column < columns; column += Scratch.COLUMN_CHUNK) {
            int chunk = Math.min(Scratch.COLUMN_CHUNK, columns - column);
            readAhead(panel, column, scratch);
            unpack(panel, column, chunk, scratch);
            for (int i = 0; i < tiles; i++) {
                multiplyTile(
                        activations, firstTile + i, column, chunk, scratch, out, i * Scratch.TILE_TOKENS * PANEL_ROWS);
            }
        }
    }

    /** Where the pairs of a tile's column begin. */
    final int tilePairsAt(int tile, int column) {
        return (tile * columns + column) / 2 * Scratch.TILE_TOKENS;
    }

    /** One 256-block of a K-quant of {@code count} sub-blocks: out += Σ sums·scales · blockScale·d. */
    private void multiplySuperBlock(
            Activations activations, int tile, int block, int count, Scratch scratch, float[] out, int at) {
        int scales = (tile * (columns / 256) + block) * Scratch.TILE_TOKENS;
        PairGemm.addSuperBlock(
                scratch.pairs,
                count,
                128 / count,
                scratch.scales,
                activations.tilePairs,
                tilePairsAt(tile, block * 256),
                scratch.blockScales,
                activations.tileScales,
                scales,
                out,
                at);
    }

    /** As {@link #multiplySuperBlock} for 8 sub-blocks whose unpacked weights are 16 too small. */
    final void multiplyLifted(Activations activations, int tile, int block, Scratch scratch, float[] out, int at) {
        int sums = (tile * (columns / 32) + block * 8) * Scratch.TILE_TOKENS;
        for (int token = 0; token < Scratch.TILE_TOKENS; token++) {
            for (int half = 0; half < PANEL_ROWS; half += LANES) {
                IntVector start = IntVector.zero(Lanes.INT);
                for (int sub = 0; sub < 8; sub++) {
                    int sum = (int) activations.tileSums[sums + sub * Scratch.TILE_TOKENS + token];
                    start = start.add(IntVector.fromArray(Lanes.INT, scratch.scales, sub * PANEL_ROWS + half)
                            .mul(16 * sum));
                }
                start.intoArray(scratch.totals, token * PANEL_ROWS + half);
            }
        }
        addTotals(activations, tile, block, 8, scratch);
        int scales = (tile * (columns / 256) + block) * Scratch.TILE_TOKENS;
        for (int token = 0; token < Scratch.TILE_TOKENS; token++) {
            float scale = activations.tileScales[scales + token];
            for (int row = token * PANEL_ROWS; row < (token + 1) * PANEL_ROWS; row += LANES) {
                FloatVector factor = FloatVector.fromArray(Lanes.FLOAT, scratch.blockScales, row - token * PANEL_ROWS)
                        .mul(scale);
                ((FloatVector) IntVector.fromArray(Lanes.INT, scratch.totals, row).convert(VectorOperators.I2F, 0))
                        .fma(factor, FloatVector.fromArray(Lanes.FLOAT, out, at + row))
                        .intoArray(out, at + row);
            }
        }
    }

    /** {@link Scratch#totals} += Σ sums·scales of one 256-block. */
    final void addTotals(Activations activations, int tile, int block, int count, Scratch scratch) {
        int at = tilePairsAt(tile, block * 256);
        PairGemm.addTotals(
                scratch.pairs, count, 128 / count, scratch.scales, activations.tilePairs, at, scratch.totals);
    }

    /** The minima of one 256-block: out -= Σ minima·sums · minimumScale·d. */
    final void subtractMinima(Activations activations, int tile, int block, Scratch scratch, float[] out, int at) {
        // Whole numbers below 2^24: exact.
        java.util.Arrays.fill(scratch.minimumSums, 0);
        int sums = (tile * (columns / 32) + block * 8) * Scratch.TILE_TOKENS;
        FloatGemm.add(scratch.minima, 8, activations.tileSums, sums, scratch.minimumSums, 0);
        int scales = (tile * (columns / 256) + block) * Scratch.TILE_TOKENS;
        for (int token = 0; token < Scratch.TILE_TOKENS; token++) {
            float scale = -activations.tileScales[scales + token];
            for (int row = token * PANEL_ROWS; row < (token + 1) * PANEL_ROWS; row += LANES) {
                FloatVector factor = FloatVector.fromArray(
                                Lanes.FLOAT, scratch.minimumScales, row - token * PANEL_ROWS)
                        .mul(scale);
                FloatVector.fromArray(Lanes.FLOAT, scratch.minimumSums, row)
                        .fma(factor, FloatVector.fromArray(Lanes.FLOAT, out, at + row))
                        .intoArray(out, at + row);
            }
        }
    }
}
