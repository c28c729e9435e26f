package hearth.compute.cpu.matrix;

import hearth.compute.MatrixSource;
import hearth.format.TensorType;
import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.ShortVector;
import jdk.incubator.vector.VectorOperators;

/**
 * Q4_0, Q4_1, Q5_0 and Q5_1 in panels. A packed block of 32 columns holds, for the panel's rows side by side: binary16 d, for the
 * types with a minimum binary16 m, then 4 words of {@link Nibbles} or 5 words of {@link FiveBits}.
 */
final class Block32Matrix extends PairMatrix {
    private static final int LANES = Lanes.LANES;

    private static final int BLOCKS_AT_ONCE = 8;

    private final boolean hasMinimum;
    private final boolean hasFifthBits;
    /** What the stored number exceeds the weight by. */
    private final int zero;
    /** What the kernels' numbers are too small by, the zero of the type already taken off; times the token's sum. */
    private final int lift;
    private final int wordsAt;
    private final int blockBytes;

    Block32Matrix(MatrixSource source) {
        super(source, source.type().blockBytes() * PANEL_ROWS);
        hasMinimum = source.type() == TensorType.Q4_1 || source.type() == TensorType.Q5_1;
        hasFifthBits = source.type() == TensorType.Q5_0 || source.type() == TensorType.Q5_1;
        zero = hasMinimum ? 0 : hasFifthBits ? 16 : 8;
        // 5 bits are multiplied less 16, nibbles as they are.
        lift = (hasFifthBits ? 16 : 0) - zero;
        wordsAt = (hasMinimum ? 4 : 2) * PANEL_ROWS;
        blockBytes = source.type().blockBytes() * PANEL_ROWS;
    }

    @Override
    ActivationKind activationKind() {
        return ActivationKind.BLOCKS_OF_32;
    }

    @Override
    void pack(byte[] stored, int rowBytes, int rowCount, byte[] panel) {
        byte[] numbers = new byte[32];
        for (int block = 0; block < columns / 32; block++) {
            for (int row = 0; row < rowCount; row++) {
                int from = row * rowBytes + block * type.blockBytes();
                int to = block * blockBytes;
                packHalf(stored, from, panel, to + 2 * row);
                if (hasMinimum) {
                    packHalf(stored, from + 2, panel, to + 2 * PANEL_ROWS + 2 * row);
                }
                int words = to + wordsAt + 4 * row;
                int bits = from + (hasMinimum ? 4 : 2);
                if (hasFifthBits) {
                    packFiveBits(stored, bits, panel, words, numbers);
                } else {
                    packNibbles(stored, bits, panel, words);
                }
            }
        }
    }

    // Low nibbles are columns 0..15, high nibbles 16..31, in all four types.
    private void packNibbles(byte[] stored, int from, byte[] panel, int to) {
        for (int word = 0; word < 4; word++) {
            long eight = (long) LONGS.get(stored, from + word % 2 * 8);
            INTS.set(panel, to + 4 * word * PANEL_ROWS, Nibbles.word(word < 2 ? eight : eight >>> 4));
        }
    }

    private void packFiveBits(byte[] stored, int from, byte[] panel, int to, byte[] numbers) {
        int fifths = (int) INTS.get(stored, from);
        for (int column = 0; column < 32; column++) {
            int nibble = stored[from + 4 + column % 16] >> column / 16 * 4 & 15;
            numbers[column] = (byte) (nibble | (fifths >>> column & 1) << 4);
        }
        for (int word = 0; word < FiveBits.WORDS; word++) {
            INTS.set(panel, to + 4 * word * PANEL_ROWS, FiveBits.word(numbers, word));
        }
    }

    @Override
    public void decodeRow(int row, float[] target, int targetOffset) {
        long panel = panelOffset(row / PANEL_ROWS);
        int lane = row % PANEL_ROWS;
        int[] words = new int[FiveBits.WORDS];
        for (int block = 0; block < columns / 32; block++) {
            long at = panel + (long) block * blockBytes;
            float d = half(at + 2 * lane);
            float minimum = hasMinimum ? half(at + 2 * PANEL_ROWS + 2 * lane) : 0;
            for (int word = 0; word < (hasFifthBits ? FiveBits.WORDS : 4); word++) {
                words[word] = weights.get(WeightMemory.INT, at + wordsAt + 4L * (word * PANEL_ROWS + lane));
            }
            for (int column = 0; column < 32; column++) {
                int number = hasFifthBits ? FiveBits.get(words, column) : Nibbles.get(words[column / 8], column % 8);
                float value = (number - zero) * d;
                target[targetOffset + block * 32 + column] = hasMinimum ? value + minimum : value;
            }
        }
    }

    @Override
    void multiplyOne(
            Activations activations, int token, int panel, Scratch scratch, float[] out, int offset) {
        java.util.Arrays.fill(out, offset, offset + PANEL_ROWS, 0);
        int pairs = token * (columns / 2);
        for (int block = 0; block < columns / 32; block += BLOCKS_AT_ONCE) {
            int count = Math.min(BLOCKS_AT_ONCE, columns / 32 - block);
            long at = panelOffset(panel) + (long) block * blockBytes;
            if (hasFifthBits) {
                OneToken.fiveBits(
                        weights,
                        at + wordsAt,
                        blockBytes,
                        count,
                        activations.pairs,
                        pairs + block * 16,
                        activations.halves,
                        2 * (token * (columns / 32) + block),
                        scratch);
            } else {
                OneToken.nibbles(
                        weights, at + wordsAt, blockBytes, count, activations.pairs, pairs + block * 16, scratch);
            }
            if (hasMinimum) {
                scaleWithMinimum(at, count, scratch.sums, activations, token * (columns / 32) + block, out, offset);
            } else {
                scale(at, count, scratch.sums, activations, token * (columns / 32) + block, out, offset);
            }
        }
    }

    private void scale(
            long at, int blocks, short[] sums, Activations x, int first, float[] out, int offset) {
        MemorySegment w = weights;
        int stride = blockBytes;
        int lift = this.lift;
        for (int half = 0; half < PANEL_ROWS; half += LANES) {
            FloatVector total = FloatVector.fromArray(Lanes.FLOAT, out, offset + half);
            for (int block = 0; block < blocks; block++) {
                IntVector bits = (IntVector) ShortVector.fromMemorySegment(Lanes.HALF_SHORT, w, at + block * (long) stride + 2 * half, Lanes.LITTLE)
                        .convertShape(VectorOperators.S2I, Lanes.INT, 0);
                IntVector lifted = bits.lanewise(VectorOperators.LSHL, 13).and(Lanes.HALF_MAGNITUDE).add(Lanes.HALF_EXPONENT);
                FloatVector d = lifted.reinterpretAsFloats().fma(2, Lanes.HALF_NORMAL).reinterpretAsInts()
                        .min(lifted).or(bits.and(Lanes.SIGN)).reinterpretAsFloats();
                IntVector both = ShortVector.fromArray(Lanes.SHORT, sums, 2 * block * PANEL_ROWS + 2 * half)
                        .reinterpretAsInts();
                IntVector sum = both.lanewise(VectorOperators.LSHL, 16)
                        .lanewise(VectorOperators.ASHR, 16)
                        .add(both.lanewise(VectorOperators.ASHR, 16))
                        .add(IntVector.broadcast(Lanes.INT, lift * (int) x.sums[first + block]));
                total = ((FloatVector) sum.convert(VectorOperators.I2F, 0)).fma(d.mul(x.scales[first + block]), total);
            }
            total.intoArray(out, offset + half);
        }
    }

    private void scaleWithMinimum(
            long at, int blocks, short[] sums, Activations x, int first, float[] out, int offset) {
        MemorySegment w = weights;
        int stride = blockBytes;
        int lift = this.lift;
        for (int half = 0; half < PANEL_ROWS; half += LANES) {
            FloatVector total = FloatVector.fromArray(Lanes.FLOAT, out, offset + half);
            for (int block = 0; block < blocks; block++) {
                long o = at + block * (long) stride + 2 * half;
                IntVector bits = (IntVector) ShortVector.fromMemorySegment(Lanes.HALF_SHORT, w, o, Lanes.LITTLE)
                        .convertShape(VectorOperators.S2I, Lanes.INT, 0);
                IntVector lifted = bits.lanewise(VectorOperators.LSHL, 13).and(Lanes.HALF_MAGNITUDE).add(Lanes.HALF_EXPONENT);
                FloatVector d = lifted.reinterpretAsFloats().fma(2, Lanes.HALF_NORMAL).reinterpretAsInts()
                        .min(lifted).or(bits.and(Lanes.SIGN)).reinterpretAsFloats();
                IntVector both = ShortVector.fromArray(Lanes.SHORT, sums, 2 * block * PANEL_ROWS + 2 * half)
                        .reinterpretAsInts();
                IntVector sum = both.lanewise(VectorOperators.LSHL, 16)
                        .lanewise(VectorOperators.ASHR, 16)
                        .add(both.lanewise(VectorOperators.ASHR, 16))
                        .add(IntVector.broadcast(Lanes.INT, lift * (int) x.sums[first + block]));
                total = ((FloatVector) sum.convert(VectorOperators.I2F, 0)).fma(d.mul(x.scales[first + block]), total);
                IntVector minimumBits = (IntVector) ShortVector.fromMemorySegment(Lanes.HALF_SHORT, w, o + 2 * PANEL_ROWS, Lanes.LITTLE)
                        .convertShape(VectorOperators.S2I, Lanes.INT, 0);
                IntVector minimumLifted = minimumBits.lanewise(VectorOperators.LSHL, 13).and(Lanes.HALF_MAGNITUDE).add(Lanes.HALF_EXPONENT);
                FloatVector m = minimumLifted.reinterpretAsFloats().fma(2, Lanes.HALF_NORMAL).reinterpretAsInts()
                        .min(minimumLifted).or(minimumBits.and(Lanes.SIGN)).reinterpretAsFloats();
                total = m.fma(FloatVector.broadcast(Lanes.FLOAT, x.scaledSums[first + block]), total);
            }
            total.intoArray(out, offset + half);
        }
    }

    @Override
    boolean multiplyPacked(Activations activations, int firstTile, int tiles, int panel, Scratch scratch, float[] out) {
        if (hasFifthBits) {
            return false;
        }
        for (int column = 0; column < columns; column += Scratch.COLUMN_CHUNK) {
            int blocks = Math.min(Scratch.COLUMN_CHUNK, columns - column) / 32;
            long at = panelOffset(panel) + (long) (column / 32) * blockBytes;
            readAhead(panel, column, scratch);
            unpackScales(at, blocks, scratch);
            for (int tile = firstTile; tile < firstTile + tiles; tile++) {
                int x = tilePairsAt(tile, column);
                int first = (tile * (columns / 32) + column / 32) * Scratch.TILE_TOKENS;
                int to = (tile - firstTile) * Scratch.TILE_TOKENS * PANEL_ROWS;
                if (hasMinimum) {
                    FewTokens.addBlocksWithMinimum(
                            weights, at + wordsAt, blockBytes, blocks, scratch.blockScales, scratch.minima, activations, x, first, out, to);
                } else {
                    FewTokens.addBlocks(
                            weights, at + wordsAt, blockBytes, blocks, scratch.blockScales, activations, x, first, out, to);
                }
            }
        }
        return true;
    }

    private void unpackScales(long from, int blocks, Scratch scratch) {
        for (int block = 0; block < blocks; block++) {
            long at = from + (long) block * blockBytes;
            Unpack.halves(weights, at, scratch.blockScales, block * PANEL_ROWS);
            if (hasMinimum) {
                Unpack.halves(weights, at + 2 * PANEL_ROWS, scratch.minima, block * PANEL_ROWS);
            }
        }
    }

    @Override
    void unpack(int panel, int column, int chunkColumns, Scratch scratch) {
        long from = panelOffset(panel) + (long) (column / 32) * blockBytes;
        unpackScales(from, chunkColumns / 32, scratch);
        for (int block = 0; block < chunkColumns / 32; block++) {
            long at = from + (long) block * blockBytes;
            for (int half = 0; half < PANEL_ROWS; half += LANES) {
                long words = at + wordsAt + 4 * half;
                int to = block * 16 * PANEL_ROWS + half;
                if (hasFifthBits) {
                    Unpack.fiveBits(weights, words, scratch.pairs, to);
                } else {
                    Unpack.nibbles(weights, words, scratch.pairs, to, zero << 16 | zero);
                }
            }
        }
    }

    @Override
    void multiplyTile(
            Activations activations, int tile, int column, int chunkColumns, Scratch scratch, float[] out, int at) {
        int x = tilePairsAt(tile, column);
        int blocks = chunkColumns / 32;
        int first = (tile * (columns / 32) + column / 32) * Scratch.TILE_TOKENS;
        if (hasMinimum) {
            PairGemm.addBlocksWithMinimum(
                    scratch.pairs, blocks, scratch.blockScales, scratch.minima, activations.tilePairs, x, activations, first, lift, out, at);
        } else {
            PairGemm.addBlocks(
                    scratch.pairs, blocks, scratch.blockScales, activations.tilePairs, x, activations.tileScales, first, 0, out, at);
        }
    }
}
