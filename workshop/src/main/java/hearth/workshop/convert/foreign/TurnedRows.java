package hearth.workshop.convert.foreign;

import java.lang.ref.SoftReference;

/** Rows of a matrix that is stored by columns; its parts are read when they are first asked for, and held while memory allows. */
final class TurnedRows implements GridRows {
    private final Source source;
    private final Grid grid;
    private SoftReference<int[]> words = new SoftReference<>(null);
    private SoftReference<Table> table = new SoftReference<>(null);
    private int[] order;

    /** Reads the parts of a matrix. */
    interface Source {
        /** Codes row after row, each row a stream of bits from a word of its own on. */
        int[] words();

        /** Scales and offsets. */
        Table table();

        /** As {@link GridRows#order}. */
        int[] order();
    }

    /** Scales and zero points, (rows, groups). */
    record Table(float[] scales, short[] zeros) {}

    TurnedRows(Source source, Grid grid) {
        this.source = source;
        this.grid = grid;
    }

    /** Words of a row. */
    static int rowWords(Grid grid) {
        return (int) ((long) grid.columns() * grid.bits() + 31 >>> 5);
    }

    @Override
    public void codes(long row, int from, int count, byte[] target) {
        int[] all = heldWords();
        BitStream.unpack(all, (int) row * rowWords(grid), (long) from * grid.bits(), grid.bits(), count, target);
    }

    @Override
    public void groups(long row, float[] scales, float[] offsets) {
        Table held = heldTable();
        int start = (int) row * grid.groups();
        System.arraycopy(held.scales, start, scales, 0, grid.groups());
        for (int group = 0; group < grid.groups(); group++) {
            offsets[group] = held.zeros[start + group];
        }
    }

    private synchronized int[] heldWords() {
        int[] held = words.get();
        if (held == null) {
            held = source.words();
            words = new SoftReference<>(held);
        }
        return held;
    }

    private synchronized Table heldTable() {
        Table held = table.get();
        if (held == null) {
            held = source.table();
            table = new SoftReference<>(held);
        }
        return held;
    }

    @Override
    public synchronized int[] order() {
        if (order == null) {
            order = source.order();
        }
        return order;
    }
}
