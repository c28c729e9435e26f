package hearth.tokenizer;

import java.util.List;
import java.util.OptionalInt;

/**
 * Translates text to token ids and back, as the model was trained to read it. Unchanging and safe for many threads; every
 * method is defined for every input: ids outside the vocabulary stand for no text, unpaired surrogates read as U+FFFD.
 */
public interface Tokenizer {
    /**
     * The tokenizer of a vocabulary. Its model is {@code gpt2}, {@code llama}, {@code bert}, {@code t5}, {@code gemma4},
     * {@code whitespace}, {@code rwkv}, or {@code no_vocab} or {@code none}: then encoding any text is an
     * {@link InvalidVocabularyException}.
     *
     * @throws InvalidVocabularyException if its model or pre-tokenizer is unknown (the message lists the known ones) or one of
     *     its merges is malformed
     */
    static Tokenizer create(Vocabulary vocabulary) {
        return VocabularyTokenizer.create(vocabulary);
    }

    /**
     * The ids of a text, without begin or end token.
     *
     * @param parseSpecial whether the texts of control tokens stand for those tokens; if not they are read as characters, but
     *     added (user-defined) tokens are recognised all the same. For text from outside use {@link #encode(List)}.
     */
    int[] encode(String text, boolean parseSpecial);

    /**
     * The ids of a prompt, without begin or end token. Special tokens are recognised only inside trusted text (neighbouring
     * trusted parts count as one); what lies between them is encoded as one text, wherever parts meet. Text that is not trusted
     * never becomes a control token, nor an added token that looks like a marker.
     */
    int[] encode(List<TextPart> parts);

    /** The ids with the begin token in front, if the model asks for one and it is not there already. */
    int[] withBos(int[] ids);

    /** The ids with the end token behind, if the model asks for one and it is not there already. */
    int[] withEos(int[] ids);

    /** The text of a whole sequence; malformed UTF-8 reads as U+FFFD. */
    String decode(int[] ids, boolean renderSpecial);

    /** The bytes a token stands for, which need not be whole characters; of a control token those of its text. */
    byte[] tokenBytes(int id);

    /** Decodes a sequence as {@link DecodeOptions#PLAIN} says, one id at a time. */
    default StreamDecoder streamDecoder() {
        return streamDecoder(DecodeOptions.PLAIN);
    }

    /** Decodes a sequence one id at a time. */
    StreamDecoder streamDecoder(DecodeOptions options);

    /** Whether generation ends when this token is drawn. */
    boolean isEndOfGeneration(int id);

    /** Whether this token steers the model and is no text: control and unknown tokens. */
    boolean isControl(int id);

    /** The id of a token with a role: the one the file names, or one found by its usual text, or the family's default. */
    OptionalInt id(SpecialToken token);

    /** The id of the token with exactly this text, as stored in the vocabulary. */
    OptionalInt find(String tokenText);

    /** Number of tokens: ids run from 0 to one less. */
    int size();

    /** What the tokenizer was made of. */
    Vocabulary vocabulary();
}
