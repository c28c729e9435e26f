package hearth.tokenizer.split;

/** Cuts a text into pieces that cover it. Has no state. */
@FunctionalInterface
interface Splitter {
    /** Gives the pieces of {@code text[from, end)}, which has no unpaired surrogates, to {@code sink}, in order. */
    void split(char[] text, int from, int end, WordSink sink);
}
