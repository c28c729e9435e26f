package hearth.tokenizer.split;

import java.text.Normalizer;

/** Brings text to a Unicode form in linear time: the JDK sorts the marks of one character in time that grows with their square. */
public final class UnicodeForm {
    /** Marks in a row that are put in order together; no script has so many. */
    private static final int MOST_MARKS = 128;

    private UnicodeForm() {}

    /** {@code text} in this form; of more marks in a row than any script has, each 128 are put in order by themselves. */
    public static String of(CharSequence text, Normalizer.Form form) {
        if (Normalizer.isNormalized(text, form)) {
            return text.toString();
        }
        StringBuilder result = new StringBuilder(text.length() + 16);
        int start = 0;
        int marks = 0;
        for (int at = 0; at < text.length(); ) {
            int codePoint = Character.codePointAt(text, at);
            marks = (CharacterClass.of(codePoint) & CharacterClass.MARK) != 0 ? marks + 1 : 0;
            if (marks > MOST_MARKS) {
                result.append(Normalizer.normalize(text.subSequence(start, at), form));
                start = at;
                marks = 0;
            }
            at += Character.charCount(codePoint);
        }
        return result.append(Normalizer.normalize(text.subSequence(start, text.length()), form)).toString();
    }
}
