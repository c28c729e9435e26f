package hearth.workshop.convert.foreign;

import hearth.format.safetensors.ElementType;

/**
 * Rows of a matrix that is stored by rows: everything is read when it is asked for, nothing is held.
 *
 * @param rowWords words of a row; signed bytes have none
 */
record FileRows(Parts parts, Grid grid, int rowWords, RowTable scales, RowTable offsets, int[] order) implements GridRows {
    /** A number for each group of a row. */
    @FunctionalInterface
    interface RowTable {
        void read(long row, float[] target);
    }

    @Override
    public void codes(long row, int from, int count, byte[] target) {
        if (grid.codes().type() == ElementType.I8) {
            byte[] signed = parts.bytes(grid.codes(), row * grid.columns() + from, count);
            for (int i = 0; i < count; i++) {
                target[i] = (byte) (signed[i] ^ 0x80);
            }
            return;
        }
        long firstBit = (long) from * grid.bits();
        int firstWord = (int) (firstBit >>> 5);
        int lastWord = (int) (firstBit + (long) count * grid.bits() - 1 >>> 5);
        int[] words = parts.words(grid.codes(), row * rowWords + firstWord, lastWord - firstWord + 1);
        BitStream.unpack(words, 0, firstBit & 31, grid.bits(), count, target);
    }

    @Override
    public void groups(long row, float[] scaleTarget, float[] offsetTarget) {
        scales.read(row, scaleTarget);
        offsets.read(row, offsetTarget);
    }
}
