package hearth.tokenizer.split;

/** Finds the words of a text; what lies between them is in none. Has no state. */
@FunctionalInterface
public interface WordSplitter {
    /** Gives the words of {@code text[from, end)}, which has no unpaired surrogates, to {@code sink}, in order. */
    void split(char[] text, int from, int end, WordSink sink);
}
