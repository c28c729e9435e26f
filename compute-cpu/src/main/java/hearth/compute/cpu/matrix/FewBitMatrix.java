package hearth.compute.cpu.matrix;

import hearth.compute.ActivationType;
import hearth.compute.MatrixSource;
import hearth.format.TensorType;
import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.ShortVector;
import jdk.incubator.vector.VectorOperators;

/**
 * Q1_0, Q2_0, TQ1_0 and TQ2_0 in panels. A packed block holds, for the panel's rows side by side: binary16 d, then words of codes in
 * the order of {@link FewBits}: of 32 columns for Q1_0, of 16 for the others. TQ1_0 becomes TQ2_0: digits of base 3 cost more to
 * take apart than the memory they save.
 */
final class FewBitMatrix extends PairMatrix {
    private static final int LANES = Lanes.LANES;

    private final ActivationKind kind;
    /** Blocks of 32 columns that share a scale of the activations, as a shift. */
    private final int scaleShift;
    private final int bits;
    /** Weight = code · factor - 1. */
    private final int factor;
    private final int blockBytes;

    FewBitMatrix(MatrixSource source) {
        super(source, packedBytes(source.type()));
        kind = ActivationType.of(type) == ActivationType.Q8_0 ? ActivationKind.BLOCKS_OF_32 : ActivationKind.BLOCKS_OF_256;
        scaleShift = kind == ActivationKind.BLOCKS_OF_32 ? 0 : 3;
        bits = type == TensorType.Q1_0 ? 1 : 2;
        factor = type == TensorType.Q1_0 ? 2 : 1;
        blockBytes = packedBytes(type);
    }

    private static int packedBytes(TensorType type) {
        return (2 + type.blockSize() / (type == TensorType.Q1_0 ? 8 : 4)) * PANEL_ROWS;
    }

    @Override
    ActivationKind activationKind() {
        return kind;
    }

    @Override
    void pack(byte[] stored, int rowBytes, int rowCount, byte[] panel) {
        for (int block = 0; block < columns / type.blockSize(); block++) {
            for (int row = 0; row < rowCount; row++) {
                packBlock(stored, row * rowBytes + block * type.blockBytes(), panel, block * blockBytes, row);
            }
        }
    }

    private void packBlock(byte[] stored, int from, byte[] panel, int to, int row) {
        packHalf(stored, from + scaleOffset(), panel, to + 2 * row);
        int wordColumns = 32 / bits;
        for (int word = 0; word < type.blockSize() / wordColumns; word++) {
            int packed = 0;
            for (int column = 0; column < wordColumns; column++) {
                int code = code(stored, from, word * wordColumns + column);
                packed |= code << (column / 2 * bits + column % 2 * 16);
            }
            INTS.set(panel, to + 2 * PANEL_ROWS + 4 * (word * PANEL_ROWS + row), packed);
        }
    }

    private int scaleOffset() {
        return switch (type) {
            case TQ1_0 -> 52;
            case TQ2_0 -> 64;
            default -> 0;
        };
    }

    private int code(byte[] stored, int from, int column) {
        return switch (type) {
            case Q1_0 -> stored[from + 2 + column / 8] >> column % 8 & 1;
            case Q2_0 -> stored[from + 2 + column / 4] >> 2 * (column % 4) & 3;
            case TQ2_0 -> stored[from + column / 128 * 32 + column % 32] >> 2 * (column / 32 % 4) & 3;
            default -> column < 160
                    ? digit(stored[from + column % 32], column / 32)
                    : column < 240
                            ? digit(stored[from + 32 + column % 16], (column - 160) / 16)
                            : digit(stored[from + 48 + column % 4], (column - 240) / 4);
        };
    }

    /** Digit {@code place} of a fraction of base 3 in units of 1/256. */
    private static int digit(byte fraction, int place) {
        int rest = fraction & 0xFF;
        for (int i = 0; i < place; i++) {
            rest = rest * 3 & 0xFF;
        }
        return rest * 3 >> 8;
    }

    @Override
    public void decodeRow(int row, float[] target, int targetOffset) {
        long panel = panelOffset(row / PANEL_ROWS);
        int lane = row % PANEL_ROWS;
        int wordColumns = 32 / bits;
        for (int column = 0; column < columns; column++) {
            long block = panel + (long) (column / type.blockSize()) * blockBytes;
            int word = column % type.blockSize() / wordColumns;
            int packed = weights.get(WeightMemory.INT, block + 2 * PANEL_ROWS + 4L * (word * PANEL_ROWS + lane));
            int inWord = column % wordColumns;
            int code = packed >>> (inWord / 2 * bits + inWord % 2 * 16) & (1 << bits) - 1;
            target[targetOffset + column] = half(block + 2 * lane) * (code * factor - 1);
        }
    }

    @Override
    void multiplyOne(
            Activations activations, int token, int panel, Scratch scratch, float[] out, int offset) {
        java.util.Arrays.fill(out, offset, offset + PANEL_ROWS, 0);
        int perBlock = type.blockSize() / 32;
        long at = panelOffset(panel);
        for (int column = 0; column < columns; column += type.blockSize(), at += blockBytes) {
            int pairs = (token * columns + column) / 2;
            if (bits == 1) {
                FewBits.ones(weights, at + 2 * PANEL_ROWS, perBlock, activations.pairs, pairs, scratch.sums);
            } else {
                FewBits.twos(
                        weights, at + 2 * PANEL_ROWS, 4 * PANEL_ROWS, 2 * perBlock, activations.pairs, pairs, scratch.sums);
            }
            scale(at, scratch.sums, activations, (token * columns + column) / 32, out, offset);
        }
    }

    private void scale(long at, short[] sums, Activations x, int first, float[] out, int offset) {
        MemorySegment w = weights;
        int vectors = bits;
        int times = factor;
        int shift = scaleShift;
        int blocks = type.blockSize() / 32;
        for (int half = 0; half < PANEL_ROWS; half += LANES) {
            FloatVector total = FloatVector.fromArray(Lanes.FLOAT, out, offset + half);
            IntVector bits = (IntVector) ShortVector.fromMemorySegment(Lanes.HALF_SHORT, w, at + 2 * half, Lanes.LITTLE)
                    .convertShape(VectorOperators.S2I, Lanes.INT, 0);
            IntVector lifted = bits.lanewise(VectorOperators.LSHL, 13).and(Lanes.HALF_MAGNITUDE).add(Lanes.HALF_EXPONENT);
            FloatVector d = lifted.reinterpretAsFloats().fma(2, Lanes.HALF_NORMAL).reinterpretAsInts()
                    .min(lifted).or(bits.and(Lanes.SIGN)).reinterpretAsFloats();
            for (int block = 0; block < blocks; block++) {
                IntVector sum = IntVector.zero(Lanes.INT);
                for (int i = 0; i < vectors; i++) {
                    IntVector both = ShortVector.fromArray(
                                    Lanes.SHORT, sums, 2 * (block * vectors + i) * PANEL_ROWS + 2 * half)
                            .reinterpretAsInts();
                    sum = sum.add(both.lanewise(VectorOperators.LSHL, 16).lanewise(VectorOperators.ASHR, 16))
                            .add(both.lanewise(VectorOperators.ASHR, 16));
                }
                sum = sum.mul(times).sub((int) x.sums[first + block]);
                total = ((FloatVector) sum.convert(VectorOperators.I2F, 0)).fma(d.mul(x.scales[first + block >> shift]), total);
            }
            total.intoArray(out, offset + half);
        }
    }

    @Override
    void unpack(int panel, int column, int chunkColumns, Scratch scratch) {
        int words = bits;
        for (int block = 0; block < chunkColumns / 32; block++) {
            int first = column + block * 32;
            long at = panelOffset(panel) + (long) (first / type.blockSize()) * blockBytes;
            Unpack.halves(weights, at, scratch.blockScales, block * PANEL_ROWS);
            long codes = at + 2 * PANEL_ROWS + 4L * (first % type.blockSize() * bits / 32 * PANEL_ROWS);
            for (int half = 0; half < PANEL_ROWS; half += LANES) {
                for (int word = 0; word < words; word++) {
                    int to = (block * 16 + word * 8) * PANEL_ROWS + half;
                    long from = codes + 4L * (word * PANEL_ROWS + half);
                    FewBits.unpack(weights, from, bits, 16 / words, factor, 1, scratch.pairs, to);
                }
            }
        }
    }

    @Override
    void multiplyTile(
            Activations activations, int tile, int column, int chunkColumns, Scratch scratch, float[] out, int at) {
        int blocks = columns / 32 >> scaleShift;
        int scales = (tile * blocks + (column / 32 >> scaleShift)) * Scratch.TILE_TOKENS;
        PairGemm.addBlocks(
                scratch.pairs,
                chunkColumns / 32,
                scratch.blockScales,
                activations.tilePairs,
                tilePairsAt(tile, column),
                activations.tileScales,
                scales,
                scaleShift,
                out,
                at);
    }
}
