package hearth.grammar.token;

import hearth.tokenizer.Tokenizer;
import java.util.Arrays;
import java.util.BitSet;
import java.util.OptionalInt;

/**
 * The tokens of text of one tokenizer as tries over their bytes, and those that end an answer. Made once per tokenizer, takes
 * tenths of a second at first; unchanging, for any number of threads and grammars.
 *
 * <p>Control, unknown and unused tokens, and tokens without bytes, are no tokens of text.
 */
public final class TokenVocabulary {
    private static final int UNUSED = 5; // number of this kind in Vocabulary.types

    private final Tokenizer tokenizer;
    private final byte[][] pieces;
    private final BitSet endings = new BitSet();
    private int longest;

    private final TokenTrie plain;
    private final TokenTrie other;
    private final TokenTrie broken;
    private final long[] plainMask;
    private final TextIndex texts;

    private TokenVocabulary(Tokenizer tokenizer) {
        this.tokenizer = tokenizer;
        pieces = new byte[tokenizer.size()][];
        int[] types = tokenizer.vocabulary().types();
        byte[][] plainPieces = new byte[pieces.length][];
        byte[][] otherPieces = new byte[pieces.length][];
        byte[][] brokenPieces = new byte[pieces.length][];
        texts = new TextIndex(maskLength());
        for (int id = 0; id < pieces.length; id++) {
            if (tokenizer.isEndOfGeneration(id)) {
                endings.set(id);
            } else if (!tokenizer.isControl(id) && (id >= types.length || types[id] != UNUSED)) {
                byte[] piece = tokenizer.tokenBytes(id);
                if (piece.length > 0) {
                    pieces[id] = piece;
                    longest = Math.max(longest, piece.length);
                    (PlainText.isPlain(piece) ? plainPieces : otherPieces)[id] = piece;
                    if (PlainText.isWhole(piece)) {
                        texts.add(id, piece);
                    } else {
                        brokenPieces[id] = piece;
                    }
                }
            }
        }
        plain = new TokenTrie(plainPieces);
        other = new TokenTrie(otherPieces);
        broken = new TokenTrie(brokenPieces);
        plainMask = new long[maskLength()];
        for (int id : plain.tokens) {
            plainMask[id >> 6] |= 1L << id;
        }
    }

    /** The tokens of a tokenizer. */
    public static TokenVocabulary of(Tokenizer tokenizer) {
        return new TokenVocabulary(tokenizer);
    }

    /** Number of tokens of the tokenizer: ids run from 0 to one less. */
    public int size() {
        return pieces.length;
    }

    /** How many longs a mask has: bit {@code id & 63} of number {@code id >> 6} stands for a token. */
    public int maskLength() {
        return pieces.length + 63 >> 6;
    }

    /** Clears what is beyond the mask's length and returns that length. */
    int checkedLength(long[] mask) {
        int length = maskLength();
        if (mask.length < length) {
            throw new IllegalArgumentException("the mask has " + mask.length + " longs, " + length + " are needed");
        }
        Arrays.fill(mask, length, mask.length, 0);
        return length;
    }

    /** The tokenizer it was made of. */
    public Tokenizer tokenizer() {
        return tokenizer;
    }

    /** Whether this token ends an answer. */
    public boolean isEnding(int id) {
        return endings.get(id);
    }

    /** Whether this token is text, so that it may be matched by its bytes. */
    boolean isText(int id) {
        return id >= 0 && id < pieces.length && pieces[id] != null;
    }

    /** The bytes of a token of text: shared, read only. */
    byte[] piece(int id) {
        return pieces[id];
    }

    /** The most bytes a token of text has. */
    int longest() {
        return longest;
    }

    /** The tokens that are {@link PlainText}. */
    TokenTrie plain() {
        return plain;
    }

    /** The other tokens of text. */
    TokenTrie other() {
        return other;
    }

    /** Those of the other tokens that begin or end inside a character. */
    TokenTrie broken() {
        return broken;
    }

    /** The tokens of whole characters, by the characters in them. */
    TextIndex texts() {
        return texts;
    }

    void addPlain(long[] mask) {
        for (int i = 0; i < mask.length; i++) {
            mask[i] |= plainMask[i];
        }
    }

    void addEndings(long[] mask) {
        for (int id = endings.nextSetBit(0); id >= 0; id = endings.nextSetBit(id + 1)) {
            mask[id >> 6] |= 1L << id;
        }
    }

    /** The token with exactly this text, or the only token of the text with markers recognised. */
    OptionalInt named(String text) {
        OptionalInt found = tokenizer.find(text);
        if (found.isPresent()) {
            return found;
        }
        int[] ids = tokenizer.encode(text, true);
        return ids.length == 1 ? OptionalInt.of(ids[0]) : OptionalInt.empty();
    }
}
