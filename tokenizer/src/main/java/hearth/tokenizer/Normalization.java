package hearth.tokenizer;

import java.util.Objects;
import java.util.Optional;

/**
 * What happens to a text before it is cut, as stored next to a vocabulary of WordPiece or Unigram; other families ignore it.
 * An empty switch takes the family's default. The array is kept, not copied.
 *
 * @param lowerCase WordPiece: whether letters become small; by default they do
 * @param stripAccents WordPiece: whether characters are taken apart and accents dropped; by default as {@code lowerCase}
 * @param removeExtraSpaces Unigram: whether a run of spaces counts as one, and those at the ends as none; by default not
 * @param characterMap Unigram: the replacements of a SentencePiece model, in its own format; no bytes means none
 */
public record Normalization(
        Optional<Boolean> lowerCase, Optional<Boolean> stripAccents, Optional<Boolean> removeExtraSpaces, byte[] characterMap) {
    /** Everything by default. */
    public static final Normalization DEFAULT =
            new Normalization(Optional.empty(), Optional.empty(), Optional.empty(), new byte[0]);

    public Normalization {
        Objects.requireNonNull(lowerCase, "lowerCase");
        Objects.requireNonNull(stripAccents, "stripAccents");
        Objects.requireNonNull(removeExtraSpaces, "removeExtraSpaces");
        Objects.requireNonNull(characterMap, "characterMap");
    }
}
