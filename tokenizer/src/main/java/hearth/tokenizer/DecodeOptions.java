package hearth.tokenizer;

/**
 * How ids become text.
 *
 * @param renderSpecial whether control tokens show their text; otherwise they show nothing
 * @param continuation true where the ids go on from earlier text, so that a leading space belongs to the text; otherwise
 *     vocabularies that put a space before a text lose it again at the start
 */
public record DecodeOptions(boolean renderSpecial, boolean continuation) {
    /** The plain text of a whole sequence. */
    public static final DecodeOptions PLAIN = new DecodeOptions(false, false);
}
