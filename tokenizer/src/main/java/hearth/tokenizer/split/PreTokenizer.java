package hearth.tokenizer.split;

import java.util.List;

/**
 * One way to cut text into words: each splitter cuts the pieces the one before it left.
 *
 * @param ignoresMerges whether a word that is a token is taken whole, without asking the merges
 * @param addsBos whether models with this pre-tokenizer start prompts with the begin token unless their file says otherwise
 */
public record PreTokenizer(List<Splitter> splitters, boolean ignoresMerges, boolean addsBos) {
    public PreTokenizer {
        splitters = List.copyOf(splitters);
    }

    /** Gives the words of {@code text[from, end)} to {@code sink}; the text has no unpaired surrogates. */
    public void split(char[] text, int from, int end, WordSink sink) {
        split(0, text, from, end, sink);
    }

    private void split(int stage, char[] text, int from, int end, WordSink sink) {
        Splitter splitter = splitters.get(stage);
        boolean last = stage == splitters.size() - 1;
        for (int start = from; start < end; ) {
            int next = splitter.next(text, start, end);
            if (last) {
                sink.word(text, start, next);
            } else {
                split(stage + 1, text, start, next, sink);
            }
            start = next;
        }
    }
}
