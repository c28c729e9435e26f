package hearth.tokenizer;

import hearth.tokenizer.split.TextSteps;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * What happens to a text before it is cut, as stored next to a vocabulary; families ignore what is not theirs.
 * An empty switch takes the family's default. The array is kept, not copied.
 *
 * @param lowerCase WordPiece: whether letters become small; by default they do
 * @param stripAccents WordPiece: whether characters are taken apart and accents dropped; by default as {@code lowerCase}
 * @param removeExtraSpaces Unigram: whether a run of spaces counts as one, and those at the ends as none; by default not
 * @param characterMap Unigram: the replacements of a SentencePiece model, in its own format; no bytes means none
 * @param exactWords WordPiece: that words are those of Hugging Face's tokenizers; by default those of llama.cpp
 * @param keepsLastSpace Unigram: whether a space at the end stays, one of a run, where extra ones are removed; never in llama.cpp
 * @param composes byte-level BPE: whether text is brought to Unicode form NFC first, which llama.cpp never does
 * @param byClusters Unigram: that the map replaces what a reader takes for one character, and that no token reaches over a space, as with
 *     Hugging Face's tokenizers; by default the map's longest match is replaced, as SentencePiece and llama.cpp do
 * @param steps what happens to a text before anything else, in the words of {@link TextSteps}
 */
public record Normalization(
        Optional<Boolean> lowerCase,
        Optional<Boolean> stripAccents,
        Optional<Boolean> removeExtraSpaces,
        byte[] characterMap,
        Optional<ExactWords> exactWords,
        boolean keepsLastSpace,
        boolean composes,
        boolean byClusters,
        List<String> steps) {
    /** Everything by default. */
    public static final Normalization DEFAULT =
            new Normalization(Optional.empty(), Optional.empty(), Optional.empty(), new byte[0]);

    /** With the family's usual words. */
    public Normalization(
            Optional<Boolean> lowerCase, Optional<Boolean> stripAccents, Optional<Boolean> removeExtraSpaces, byte[] characterMap) {
        this(lowerCase, stripAccents, removeExtraSpaces, characterMap, Optional.empty(), false, false, false, List.of());
    }

    public Normalization {
        Objects.requireNonNull(lowerCase, "lowerCase");
        Objects.requireNonNull(stripAccents, "stripAccents");
        Objects.requireNonNull(removeExtraSpaces, "removeExtraSpaces");
        Objects.requireNonNull(characterMap, "characterMap");
        Objects.requireNonNull(exactWords, "exactWords");
        steps = List.copyOf(steps);
    }

    /** The same with words as Hugging Face's tokenizers find them. */
    public Normalization withExactWords(ExactWords words) {
        return new Normalization(lowerCase, stripAccents, removeExtraSpaces, characterMap, Optional.of(words), keepsLastSpace, composes,
                byClusters, steps);
    }

    /** The same with a space at the end of a text kept. */
    public Normalization withLastSpace() {
        return new Normalization(lowerCase, stripAccents, removeExtraSpaces, characterMap, exactWords, true, composes, byClusters, steps);
    }

    /** The same for text brought to form NFC first. */
    public Normalization withComposition() {
        return new Normalization(lowerCase, stripAccents, removeExtraSpaces, characterMap, exactWords, keepsLastSpace, true, byClusters, steps);
    }

    /** The same with the character map applied cluster by cluster. */
    public Normalization withClusters() {
        return new Normalization(lowerCase, stripAccents, removeExtraSpaces, characterMap, exactWords, keepsLastSpace, composes, true, steps);
    }

    /** The same with these steps first. */
    public Normalization withSteps(List<String> first) {
        return new Normalization(lowerCase, stripAccents, removeExtraSpaces, characterMap, exactWords, keepsLastSpace, composes,
                byClusters, first);
    }
}
