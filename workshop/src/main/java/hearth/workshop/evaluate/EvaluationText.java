package hearth.workshop.evaluate;

import hearth.tokenizer.Tokenizer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.OptionalInt;

/**
 * A text as a model reads it.
 *
 * @param ids the tokens of the whole text, with the begin token in front where the model asks for one; not to be changed
 * @param begin the begin token, if the model asks for one
 * @param digest SHA-256 of the text in UTF-8, in hexadecimal
 */
public record EvaluationText(int[] ids, OptionalInt begin, String digest) {
    /**
     * Tokenizes a text; in it control tokens are characters.
     *
     * @throws EvaluationException if the model puts an end token behind texts: its windows would be no texts to it
     */
    public static EvaluationText of(String text, Tokenizer tokenizer) {
        if (tokenizer.withEos(new int[0]).length > 0) {
            throw new EvaluationException("this model puts an end token behind each text, so that windows of one mean nothing to it");
        }
        int[] prefix = tokenizer.withBos(new int[0]);
        OptionalInt begin = prefix.length == 0 ? OptionalInt.empty() : OptionalInt.of(prefix[0]);
        return new EvaluationText(tokenizer.withBos(tokenizer.encode(text, false)), begin, digestOf(text));
    }

    public int tokenCount() {
        return ids.length;
    }

    /** The tokens that a model is given for a window. */
    int[] tokens(Window window) {
        int[] tokens = Arrays.copyOfRange(ids, window.start(), window.end());
        if (window.beginReplacesFirst() && begin.isPresent()) {
            tokens[0] = begin.getAsInt();
        }
        return tokens;
    }

    /** SHA-256 of a text in UTF-8, in hexadecimal. */
    public static String digestOf(String text) {
        try {
            MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
            return HexFormat.of().formatHex(sha256.digest(text.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
