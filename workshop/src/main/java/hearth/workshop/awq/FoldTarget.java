package hearth.workshop.awq;

/** What comes before the linears of a group, and is divided by the factors that their columns are multiplied with. */
sealed interface FoldTarget {
    /** A norm, with a bias of its own in some models; one factor for each number. */
    record Norm(String weight, String bias) implements FoldTarget {}

    /**
     * Rows of a matrix, from the first on; one factor for each row.
     *
     * @param perHead rows of a head
     * @param sharedBy how many heads of the linear's columns read the same rows: column head h reads row head h / sharedBy
     */
    record Rows(String weight, String bias, int firstRow, int rows, int perHead, int sharedBy) implements FoldTarget {
        /** The row, from the first on, that a column of the linear reads. */
        int rowOf(int column) {
            return column / perHead / sharedBy * perHead + column % perHead;
        }
    }
}
