package hearth.tokenizer;

/**
 * That words of WordPiece are found as Hugging Face's tokenizers find them, to the letter, and not by llama.cpp's simpler rules, which
 * model files mean that say nothing.
 *
 * @param cleanText whether control characters are dropped and every white space is a space
 * @param chineseWords whether each Chinese character is a word of its own
 * @param longestWord a word with more characters is unknown
 */
public record ExactWords(boolean cleanText, boolean chineseWords, int longestWord) {
    /** The usual length. */
    public static final int USUAL_LONGEST = 100;

    public ExactWords {
        if (longestWord < 1) {
            throw new InvalidVocabularyException("the longest word has " + longestWord + " characters, but must have 1 or more");
        }
    }
}
