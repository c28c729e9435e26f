package hearth.workshop.gptq;

import java.util.BitSet;

/** Which rows of a tensor are rounded already. */
final class RowCoverage {
    private final BitSet rows = new BitSet();
    private final int rowCount;

    RowCoverage(long rowCount) {
        this.rowCount = Math.toIntExact(rowCount);
    }

    void add(long first, int count) {
        rows.set(Math.toIntExact(first), Math.toIntExact(first + count));
    }

    boolean isWhole() {
        return rows.cardinality() == rowCount;
    }

    /** The first row from here on that is not rounded; the number of rows where there is none. */
    int nextGap(int from) {
        return Math.min(rowCount, rows.nextClearBit(from));
    }

    /** The first row behind a gap. */
    int gapEnd(int gap) {
        int next = rows.nextSetBit(gap);
        return next < 0 ? rowCount : next;
    }
}
