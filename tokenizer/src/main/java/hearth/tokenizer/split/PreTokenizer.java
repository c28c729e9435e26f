package hearth.tokenizer.split;

import java.util.List;

/**
 * One way to cut text into words: each splitter cuts the pieces the one before it left.
 *
 * @param ignoresMerges whether a word that is a token is taken whole, without asking the merges
 * @param addsBos whether models with this pre-tokenizer start prompts with the begin token unless their file says otherwise
 * @param readsPlainText whether words are merged as the text they are, not as bytes in GPT-2's alphabet
 */
public record PreTokenizer(List<Splitter> splitters, boolean ignoresMerges, boolean addsBos, boolean readsPlainText) {
    public PreTokenizer {
        splitters = List.copyOf(splitters);
    }

    /** Gives the words of {@code text[from, end)} to {@code sink}; the text has no unpaired surrogates. */
    public void split(char[] text, int from, int end, WordSink sink) {
        WordSink next = sink;
        for (int stage = splitters.size() - 1; stage > 0; stage--) {
            Splitter splitter = splitters.get(stage);
            WordSink last = next;
            next = (piece, start, stop) -> splitter.split(piece, start, stop, last);
        }
        splitters.getFirst().split(text, from, end, next);
    }
}
