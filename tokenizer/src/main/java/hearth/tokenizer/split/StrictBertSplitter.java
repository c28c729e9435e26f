package hearth.tokenizer.split;

import java.text.Normalizer;

/**
 * BERT's way to words as Hugging Face's tokenizers have it, to the letter: BertNormalizer, then BertPreTokenizer. Where {@link BertSplitter}
 * keeps the first character of a decomposition, this one keeps all that is no accent: every letter of a Korean syllable, the vowel signs
 * of Indic scripts.
 */
public final class StrictBertSplitter implements WordSplitter {
    private final boolean lowerCase;
    private final boolean stripAccents;
    private final boolean cleanText;
    private final boolean chineseWords;

    /**
     * @param lowerCase whether letters become small
     * @param stripAccents whether characters are taken apart (NFD) and marks that take no place (Mn) dropped
     * @param cleanText whether control characters are dropped and white space of any kind is a space
     * @param chineseWords whether each Chinese character is a word of its own
     */
    public StrictBertSplitter(boolean lowerCase, boolean stripAccents, boolean cleanText, boolean chineseWords) {
        this.lowerCase = lowerCase;
        this.stripAccents = stripAccents;
        this.cleanText = cleanText;
        this.chineseWords = chineseWords;
    }

    @Override
    public void split(char[] text, int from, int end, WordSink sink) {
        CharSequence clean = cleaned(text, from, end);
        CharSequence plain = stripAccents ? withoutAccents(clean) : clean;
        BertWord word = new BertWord(sink);
        for (int at = 0; at < plain.length(); ) {
            int codePoint = Character.codePointAt(plain, at);
            add(codePoint, word);
            at += Character.charCount(codePoint);
        }
        word.close();
    }

    private StringBuilder cleaned(char[] text, int from, int end) {
        StringBuilder clean = new StringBuilder(end - from + 16);
        for (int at = from; at < end; at = Scan.after(text, at, end)) {
            int codePoint = Character.codePointAt(text, at, end);
            if (cleanText && BertCharacters.isDropped(codePoint)) {
                continue;
            }
            if (cleanText && BertCharacters.isSpace(codePoint)) {
                clean.append(' ');
            } else if (chineseWords && BertCharacters.isChinese(codePoint)) {
                clean.append(' ').appendCodePoint(codePoint).append(' ');
            } else {
                clean.appendCodePoint(codePoint);
            }
        }
        return clean;
    }

    /** Taken apart as a whole, since marks of neighbouring characters change places; characters unknown to the reference stay. */
    private static CharSequence withoutAccents(CharSequence text) {
        StringBuilder plain = new StringBuilder(text.length() + 16);
        int start = 0;
        for (int at = 0; at < text.length(); ) {
            int codePoint = Character.codePointAt(text, at);
            int next = at + Character.charCount(codePoint);
            if (BertCharacters.isNew(codePoint)) {
                addApart(text.subSequence(start, at), plain);
                plain.appendCodePoint(codePoint);
                start = next;
            }
            at = next;
        }
        addApart(text.subSequence(start, text.length()), plain);
        return plain;
    }

    private static void addApart(CharSequence text, StringBuilder target) {
        UnicodeForm.of(text, Normalizer.Form.NFD)
                .codePoints()
                .filter(codePoint -> !BertCharacters.isAccent(codePoint))
                .forEach(target::appendCodePoint);
    }

    private void add(int codePoint, BertWord word) {
        if (BertCharacters.isSpace(codePoint)) {
            word.close();
        } else if (BertCharacters.isPunctuation(codePoint)) {
            word.appendAlone(codePoint);
        } else if (lowerCase) {
            word.appendSmall(codePoint, BertCharacters.lower(codePoint));
        } else {
            word.append(codePoint);
        }
    }
}
