package hearth.tokenizer.split;

/** A splitter that finds each piece from where the last one ended, without looking back. */
interface StepSplitter extends Splitter {
    /**
     * Where the piece that begins at {@code from} ends.
     *
     * @param text characters without unpaired surrogates
     * @param from where the last piece ended
     * @param end the end of the text: nothing behind it is looked at
     * @return a position after {@code from}, at most {@code end}
     */
    int next(char[] text, int from, int end);

    @Override
    default void split(char[] text, int from, int end, WordSink sink) {
        for (int start = from; start < end; ) {
            int next = next(text, start, end);
            sink.word(text, start, next);
            start = next;
        }
    }
}
