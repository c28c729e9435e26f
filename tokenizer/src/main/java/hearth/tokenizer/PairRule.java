package hearth.tokenizer;

/** Says which neighbouring symbols of a word may merge, how early, and into what. */
interface PairRule {
    long NONE = -1;

    /**
     * Looks at two neighbouring symbols.
     *
     * @param left id of the left symbol
     * @param right id of the right symbol
     * @param from offset in the word's bytes where the left symbol begins
     * @param to offset where the right symbol ends
     * @return {@link #NONE}, or the rank of the merge in the upper 32 bits (lower ranks go first) and the id of the merged
     *     symbol in the lower
     */
    long pair(int left, int right, int from, int to);
}
