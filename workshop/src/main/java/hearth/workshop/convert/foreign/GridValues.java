package hearth.workshop.convert.foreign;

import hearth.format.InvalidModelException.Kind;
import hearth.workshop.convert.foreign.Grid.Formula;
import hearth.workshop.convert.tensor.Kept;
import hearth.workshop.convert.tensor.Values;
import java.util.List;
import java.util.function.Supplier;

/**
 * The numbers of a matrix of codes.
 *
 * @param shape of the matrix; the product of its sizes but the last is the grid's rows
 * @param rows asked for at each read: what it gives may be loaded and forgotten
 */
record GridValues(Parts parts, Grid grid, List<Long> shape, Supplier<GridRows> rows) implements Values {
    @Override
    public String name() {
        return grid.name();
    }

    @Override
    public Kept kept() {
        return KeptGrid.of(this);
    }

    @Override
    public void read(long first, int count, float[] target, int offset) {
        GridRows source = rows.get();
        int[] order = source.order();
        byte[] codes = new byte[Math.min(count, grid.columns())];
        float[] scales = new float[grid.groups()];
        float[] offsets = new float[grid.groups()];
        long loaded = -1;
        for (int done = 0; done < count; ) {
            long row = (first + done) / grid.columns();
            int from = (int) ((first + done) % grid.columns());
            int now = Math.min(grid.columns() - from, count - done);
            if (row != loaded) {
                groups(source, row, scales, offsets);
                loaded = row;
            }
            source.codes(row, from, now, codes);
            for (int i = 0; i < now; ) {
                int group = order.length == 0 ? (from + i) / grid.groupSize() : order[from + i];
                int end = order.length == 0 ? (int) Math.min(now, (group + 1L) * grid.groupSize() - from) : i + 1;
                decode(codes, i, end, scales[group], offsets[group], target, offset + done);
                i = end;
            }
            done += now;
        }
    }

    private void decode(byte[] codes, int from, int end, float scale, float offset, float[] target, int out) {
        if (grid.formula() == Formula.BIAS) {
            for (int i = from; i < end; i++) {
                target[out + i] = (codes[i] & 0xff) * scale + offset;
            }
        } else {
            for (int i = from; i < end; i++) {
                target[out + i] = ((codes[i] & 0xff) - offset) * scale;
            }
        }
    }

    /** The groups of a row; a damaged one is an error here, as it would spoil whatever it is multiplied with. */
    void groups(GridRows source, long row, float[] scales, float[] offsets) {
        source.groups(row, scales, offsets);
        for (int group = 0; group < grid.groups(); group++) {
            if (!Float.isFinite(scales[group]) || !Float.isFinite(offsets[group])) {
                throw parts.error(Kind.MALFORMED, grid.codes(), "has a scale or bias that is no finite number, in row " + row
                        + ", group " + group);
            }
        }
    }
}
