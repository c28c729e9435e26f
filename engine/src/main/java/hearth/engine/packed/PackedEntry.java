package hearth.engine.packed;

import hearth.format.TensorType;

/**
 * One packed matrix in a copy.
 *
 * @param name tells which rows of which tensor it has
 * @param byteOffset from the file's start, a multiple of {@link #ALIGNMENT}
 * @param checksums CRC-32C of each {@link #PIECE_BYTES}, the last piece may be shorter
 */
record PackedEntry(String name, TensorType type, int rows, int columns, long byteOffset, long byteSize, int[] checksums) {
    /** A page's size nearly everywhere. */
    static final int ALIGNMENT = 4096;

    /** Small enough that all threads have some of a model's pieces to check. */
    static final int PIECE_BYTES = 4 << 20;

    static int pieceCount(long byteSize) {
        return Math.toIntExact(Math.ceilDiv(byteSize, PIECE_BYTES));
    }

    boolean hasShape(TensorType type, int rows, int columns) {
        return this.type == type && this.rows == rows && this.columns == columns;
    }
}
