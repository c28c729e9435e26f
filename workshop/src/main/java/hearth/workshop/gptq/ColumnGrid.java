package hearth.workshop.gptq;

/** Where the values of some rows may lie: chooses the scales of a block, and remembers them as its format stores them. For one thread. */
interface ColumnGrid {
    /** Columns whose scales are chosen together. */
    int blockSize();

    /** Columns that share a scale; a divisor of the block size. */
    int groupSize();

    CodeLevels levels();

    /**
     * Chooses the scales of a block.
     *
     * @param values (rows, blockSize)
     * @param importance of each column of the block
     * @param scales receives at {@code r · groups + the number of the group in its row} what levels are multiplied with
     * @param offsets receives likewise what is added then
     * @param groups of a row
     */
    void open(int block, float[] values, int rows, float[] importance, float[] scales, float[] offsets, int groups);
}
