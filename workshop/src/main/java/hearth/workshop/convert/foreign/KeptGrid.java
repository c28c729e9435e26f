package hearth.workshop.convert.foreign;

import hearth.format.TensorType;
import hearth.workshop.convert.foreign.Grid.Formula;
import hearth.workshop.convert.tensor.Blocks;
import hearth.workshop.convert.tensor.Kept;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;

/**
 * A matrix of codes as a type of GGUF whose blocks have the same codes (moved by a constant), scales and minima: no value changes.
 *
 * @param zero what the type takes away from its codes before they are multiplied
 */
record KeptGrid(GridValues values, TensorType type, int zero) implements Blocks {
    private static final int BLOCK = 32;

    /** The smallest and largest code minus its zero point. */
    private record Range(int low, int high) {}

    /** Reads all scales and offsets; their values decide. */
    static Kept of(GridValues values) {
        Grid grid = values.grid();
        if (values.rows().get().order().length > 0) {
            return not("has columns that are not in the order of their groups (act-order)");
        }
        if (grid.columns() % BLOCK != 0 || grid.groups() > 1 && grid.groupSize() % BLOCK != 0) {
            return not("has rows of " + grid.columns() + " values in groups of " + grid.groupSize() + ", which do not fill blocks of "
                    + BLOCK);
        }
        if (grid.formula() == Formula.BIAS && grid.bits() > 5) {
            return not("has codes of " + grid.bits() + " bits with a bias, which no type of GGUF has");
        }
        float[] scales = new float[grid.groups()];
        float[] offsets = new float[grid.groups()];
        GridRows source = values.rows().get();
        Range range = new Range(0, 0);
        for (long row = 0; row < grid.rows(); row++) {
            values.groups(source, row, scales, offsets);
            for (int group = 0; group < grid.groups(); group++) {
                boolean exact = isHalf(scales[group]) && (grid.formula() == Formula.ZERO_POINT || isHalf(offsets[group]));
                if (!exact) {
                    return not("has the scale " + scales[group] + " or bias " + offsets[group] + " in row " + row + ", group " + group
                            + ", which 16 bits do not hold exactly");
                }
                range = widened(range, offsets[group], grid.bits());
            }
        }
        return grid.formula() == Formula.BIAS
                ? new Kept.As(new KeptGrid(values, grid.bits() == 5 ? TensorType.Q5_1 : TensorType.Q4_1, 0))
                : symmetric(values, range);
    }

    private static Kept symmetric(GridValues values, Range range) {
        if (range.low >= -8 && range.high <= 7) {
            return new Kept.As(new KeptGrid(values, TensorType.Q4_0, 8));
        }
        if (range.low >= -16 && range.high <= 15) {
            return new Kept.As(new KeptGrid(values, TensorType.Q5_0, 16));
        }
        return range.low >= -128 && range.high <= 127
                ? new Kept.As(new KeptGrid(values, TensorType.Q8_0, 0))
                : not("has codes from " + range.low + " to " + range.high + " around their zero points, more than 8 bits");
    }

    private static Range widened(Range range, float offset, int bits) {
        int zero = (int) offset;
        return new Range(Math.min(range.low, -zero), Math.max(range.high, (1 << bits) - 1 - zero));
    }

    private static boolean isHalf(float value) {
        return Float.float16ToFloat(Float.floatToFloat16(value)) == value;
    }

    private static Kept not(String reason) {
        return new Kept.Not(reason, TensorType.F32);
    }

    @Override
    public List<Long> shape() {
        return values.shape().reversed();
    }

    @Override
    public void read(long firstBlock, int blockCount, byte[] target, int offset) {
        Grid grid = values.grid();
        GridRows source = values.rows().get();
        int rowBlocks = grid.columns() / BLOCK;
        float[] scales = new float[grid.groups()];
        float[] offsets = new float[grid.groups()];
        byte[] codes = new byte[grid.columns()];
        ByteBuffer out = ByteBuffer.wrap(target, offset, blockCount * type.blockBytes()).order(ByteOrder.LITTLE_ENDIAN);
        for (int done = 0; done < blockCount; ) {
            long row = (firstBlock + done) / rowBlocks;
            int first = (int) ((firstBlock + done) % rowBlocks);
            int now = Math.min(rowBlocks - first, blockCount - done);
            values.groups(source, row, scales, offsets);
            source.codes(row, first * BLOCK, now * BLOCK, codes);
            for (int block = 0; block < now; block++) {
                int group = (first + block) * BLOCK / grid.groupSize();
                write(codes, block * BLOCK, scales[group], offsets[group], out);
            }
            done += now;
        }
    }

    private void write(byte[] codes, int start, float scale, float offset, ByteBuffer out) {
        boolean biased = values.grid().formula() == Formula.BIAS;
        int[] moved = new int[BLOCK];
        for (int i = 0; i < BLOCK; i++) {
            moved[i] = (codes[start + i] & 0xff) - (biased ? 0 : (int) offset) + zero;
        }
        out.putShort(Float.floatToFloat16(scale));
        if (biased) {
            out.putShort(Float.floatToFloat16(offset));
        }
        switch (type) {
            case Q8_0 -> {
                for (int code : moved) {
                    out.put((byte) code);
                }
            }
            case Q5_0, Q5_1 -> {
                int high = 0;
                for (int i = 0; i < BLOCK; i++) {
                    high |= (moved[i] >> 4 & 1) << i;
                }
                out.putInt(high);
                nibbles(moved, out);
            }
            default -> nibbles(moved, out);
        }
    }

    /** Byte j holds value j below and value j + 16 above. */
    private static void nibbles(int[] codes, ByteBuffer out) {
        for (int i = 0; i < BLOCK / 2; i++) {
            out.put((byte) (codes[i] & 15 | (codes[i + BLOCK / 2] & 15) << 4));
        }
    }
}
