package hearth.documents;

/** Counts the tokens of a text, without begin and end tokens. Text that looks like a special token is plain text. */
@FunctionalInterface
public interface TokenCounter {
    int count(String text);

    /** A guess that needs no model: a token for each Han, kana or Hangul character, else one for each four others. */
    static TokenCounter estimate() {
        return text -> {
            int wide = 0;
            for (int i = 0; i < text.length(); i++) {
                wide += text.charAt(i) >= 0x2E80 ? 1 : 0;
            }
            return wide + (text.length() - wide + 3) / 4;
        };
    }
}
