package hearth.tokenizer.split;

/** Cuts a text into pieces that cover it. Has no state. */
interface Splitter {
    /**
     * Where the piece that begins at {@code from} ends.
     *
     * @param text characters without unpaired surrogates
     * @param from where the last piece ended
     * @param end the end of the text: nothing behind it is looked at
     * @return a position after {@code from}, at most {@code end}
     */
    int next(char[] text, int from, int end);
}
