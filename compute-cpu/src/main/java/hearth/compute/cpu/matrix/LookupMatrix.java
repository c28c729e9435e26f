package hearth.compute.cpu.matrix;

import hearth.compute.MatrixSource;
import hearth.format.BlockValidity;
import hearth.format.FourBitTable;
import hearth.format.InvalidModelException;
import hearth.format.TensorType;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * IQ4_NL, IQ4_XS, MXFP4 and NVFP4 in panels. For each 256 columns (or what is left of them) a panel holds, its rows side by side:
 * words of 8 nibbles in the order of {@link Nibbles}, then a scale of 16 bits per group, or for IQ4_XS one in all and a byte per
 * group. Scales are binary16, for MXFP4 the upper half of binary32. What is read first lies first, which the memory likes.
 */
final class LookupMatrix extends CodedMatrix {
    private static final int LANES = Lanes.LANES;

    LookupMatrix(MatrixSource source) {
        super(source, panelBytes(source), source.type() == TensorType.NVFP4 ? 16 : 32, values(source.type()));
    }

    private static byte[] values(TensorType type) {
        FourBitTable table = switch (type) {
            case IQ4_NL, IQ4_XS -> FourBitTable.NONLINEAR;
            case MXFP4, NVFP4 -> FourBitTable.E2M1;
            default -> throw new IllegalArgumentException(type + " has no table");
        };
        byte[] values = new byte[16];
        for (int code = 0; code < values.length; code++) {
            values[code] = (byte) table.value(code);
        }
        return values;
    }

    private static long panelBytes(MatrixSource source) {
        return (scaleBytes(source.type(), source.columns()) + source.columns() / 2L) * PANEL_ROWS;
    }

    /** Bytes of the scales of {@code count} columns of one row. */
    private static int scaleBytes(TensorType type, int count) {
        return switch (type) {
            case IQ4_XS -> count / 256 * 2 + count / 32;
            case NVFP4 -> count / 16 * 2;
            default -> count / 32 * 2;
        };
    }

    private long chunkOffset(long panelOffset, int column) {
        return panelOffset + (scaleBytes(type, column) + column / 2L) * PANEL_ROWS;
    }

    @Override
    void pack(byte[] stored, int rowBytes, int rowCount, byte[] panel) {
        MemorySegment bytes = MemorySegment.ofArray(stored).asSlice(0, (long) rowBytes * rowCount);
        if (BlockValidity.check(type, bytes).invalidCount() > 0) {
            throw new InvalidModelException("a " + type + " block has a scale that is infinite or not a number");
        }
        for (int column = 0; column < columns; column += Scratch.COLUMN_CHUNK) {
            int chunk = Math.min(Scratch.COLUMN_CHUNK, columns - column);
            int to = (int) chunkOffset(0, column);
            for (int row = 0; row < rowCount; row++) {
                int from = row * rowBytes + column / type.blockSize() * type.blockBytes();
                for (int block = 0; block < chunk / type.blockSize(); block++, from += type.blockBytes()) {
                    int first = block * type.blockSize();
                    packScales(stored, from, panel, to + chunk / 2 * PANEL_ROWS, first / groupColumns, row);
                    packCodes(stored, from, panel, to, first, row);
                }
            }
        }
    }

    private void packScales(byte[] stored, int from, byte[] panel, int scales, int group, int row) {
        int to = scales + 2 * (group * PANEL_ROWS + row);
        switch (type) {
            case IQ4_NL -> packHalf(stored, from, panel, to);
            case MXFP4 -> SHORTS.set(panel, to, upperHalf(stored[from] & 0xFF));
            case NVFP4 -> {
                for (int i = 0; i < 4; i++) {
                    SHORTS.set(panel, to + 2 * i * PANEL_ROWS, halfOf(stored[from + i] & 0xFF));
                }
            }
            default -> {
                packHalf(stored, from, panel, to);
                int high = (short) SHORTS.get(stored, from + 2);
                for (int i = 0; i < 8; i++) {
                    int code = stored[from + 4 + i / 2] >> 4 * (i % 2) & 15 | (high >> 2 * i & 3) << 4;
                    panel[scales + (2 + i) * PANEL_ROWS + row] = (byte) (code - 32);
                }
            }
        }
    }

    /** The upper half of 2^(exponent - 128) as binary32. */
    private static short upperHalf(int exponent) {
        return (short) (exponent < 2 ? 0x20 << exponent : exponent - 1 << 7);
    }

    /** Half of a number of 4 exponent bits, of bias 7, and 3 mantissa bits as binary16; 0x7f, which is no number, as zero. */
    private static short halfOf(int bits) {
        float value = Float.float16ToFloat((short) ((bits & 0x7F) << 7)) * 128;
        return bits == 0x7F ? 0 : Float.floatToFloat16(value);
    }

    private void packCodes(byte[] stored, int from, byte[] panel, int codes, int first, int row) {
        int group = type == TensorType.NVFP4 ? 16 : 32;
        int at = from + type.blockBytes() - type.blockSize() / 2;
        for (int word = 0; word < type.blockSize() / WORD_COLUMNS; word++) {
            // Of each group the low nibbles are its first half, the high nibbles its second.
            int inGroup = word * WORD_COLUMNS % group;
            int half = group / 2;
            long eight = (long) LONGS.get(stored, at + word * WORD_COLUMNS / group * half + inGroup % half);
            int packed = Nibbles.word(inGroup < half ? eight : eight >>> 4);
            INTS.set(panel, codes + 4 * ((first / WORD_COLUMNS + word) * PANEL_ROWS + row), packed);
        }
    }

    @Override
    public void decodeRow(int row, float[] target, int targetOffset) {
        int lane = row % PANEL_ROWS;
        for (int column = 0; column < columns; column += Scratch.COLUMN_CHUNK) {
            int chunk = Math.min(Scratch.COLUMN_CHUNK, columns - column);
            long codes = chunkOffset(panelOffset(row / PANEL_ROWS), column);
            long scales = codes + chunk / 2L * PANEL_ROWS;
            for (int i = 0; i < chunk; i++) {
                int word = weights.get(WeightMemory.INT, codes + 4L * (i / WORD_COLUMNS * PANEL_ROWS + lane));
                float scale = scale(scales, i / groupColumns, lane);
                target[targetOffset + column + i] = scale * table[Nibbles.get(word, i % WORD_COLUMNS)];
            }
        }
    }

    private float scale(long scales, int group, int lane) {
        long at = scales + 2L * (group * PANEL_ROWS + lane);
        return switch (type) {
            case MXFP4 -> Float.intBitsToFloat(weights.get(WeightMemory.SHORT, at) << 16);
            case IQ4_XS -> half(scales + 2L * lane)
                    * weights.get(ValueLayout.JAVA_BYTE, scales + (2L + group) * PANEL_ROWS + lane);
            default -> half(at);
        };
    }

    @Override
    long load(int panel, int column, int chunk, Scratch scratch) {
        return chunkOffset(panelOffset(panel), column);
    }

    @Override
    void scale(
            int panel, int column, int groups, int half, Scratch scratch, float[] scales, int scaleAt, float[] out, int offset) {
        long at = chunkOffset(panelOffset(panel), column) + groups * groupColumns / 2L * PANEL_ROWS;
        int[] sums = scratch.scales;
        switch (type) {
            case IQ4_XS -> CodeKernel.scaleByBytes(weights, at, half, groups, sums, scales[scaleAt], out, offset);
            case MXFP4 -> CodeKernel.scaleByUpperHalves(weights, at, half, groups, sums, scales, scaleAt, out, offset);
            default -> CodeKernel.scaleByHalves(
                    weights, at, half, groups, scaleShift, sums, scales, scaleAt, out, offset);
        }
    }

    @Override
    void loadScales(int panel, int column, int chunk, Scratch scratch) {
        long at = chunkOffset(panelOffset(panel), column) + chunk / 2L * PANEL_ROWS;
        switch (type) {
            case IQ4_XS -> loadSuperScales(at, scratch);
            case MXFP4 -> {
                for (int i = 0; i < chunk / groupColumns * PANEL_ROWS; i += LANES) {
                    Unpack.upperHalves(weights, at + 2L * i, scratch.groupScales, i);
                }
            }
            default -> {
                for (int group = 0; group < chunk / groupColumns; group++) {
                    Unpack.halves(weights, at + 2L * group * PANEL_ROWS, scratch.groupScales, group * PANEL_ROWS);
                }
            }
        }
    }

    @Override
    MemorySegment words(Scratch scratch) {
        return weights;
    }

    private void loadSuperScales(long scales, Scratch scratch) {
        Unpack.halves(weights, scales, scratch.blockScales, 0);
        for (int group = 0; group < Scratch.COLUMN_CHUNK / groupColumns; group++) {
            for (int half = 0; half < PANEL_ROWS; half += LANES) {
                int to = group * PANEL_ROWS + half;
                long at = scales + (2L + group) * PANEL_ROWS + half;
                Unpack.scaledBytes(weights, at, scratch.blockScales, half, scratch.groupScales, to);
            }
        }
    }
}
