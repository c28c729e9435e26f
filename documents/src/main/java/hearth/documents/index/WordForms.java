package hearth.documents.index;

import java.io.IOException;
import java.text.Normalizer;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Locale;
import org.apache.lucene.analysis.TokenFilter;
import org.apache.lucene.analysis.TokenStream;
import org.apache.lucene.analysis.tokenattributes.CharTermAttribute;
import org.apache.lucene.analysis.tokenattributes.OffsetAttribute;
import org.apache.lucene.analysis.tokenattributes.PositionIncrementAttribute;

/**
 * Forms of a word under which it is found: small letters without accents, English plurals cut as Harman's S stemmer does ("How effective is
 * suffixing?", 1991), the parts of names in programs, and pairs of Han characters, which stand next to each other without spaces.
 */
final class WordForms extends TokenFilter {
    private static final int SHORTEST = 3;

    private final CharTermAttribute term = addAttribute(CharTermAttribute.class);
    private final OffsetAttribute offset = addAttribute(OffsetAttribute.class);
    private final PositionIncrementAttribute increment = addAttribute(PositionIncrementAttribute.class);
    private final Deque<String> more = new ArrayDeque<>();
    private String lastHan = "";
    private int lastHanEnd = -1;

    WordForms(TokenStream input) {
        super(input);
    }

    @Override
    public boolean incrementToken() throws IOException {
        if (!more.isEmpty()) {
            term.setEmpty().append(more.pop());
            increment.setPositionIncrement(0);
            return true;
        }
        if (!input.incrementToken()) {
            return false;
        }
        String word = term.toString();
        String form = form(word);
        if (isHan(word)) {
            if (offset.startOffset() == lastHanEnd) {
                more.add(lastHan + form);
            }
            lastHan = form;
            lastHanEnd = offset.endOffset();
        } else {
            addParts(word, form);
        }
        term.setEmpty().append(form);
        return true;
    }

    @Override
    public void reset() throws IOException {
        super.reset();
        more.clear();
        lastHanEnd = -1;
    }

    private static boolean isHan(String word) {
        int first = word.codePointAt(0);
        return Character.isIdeographic(first) && word.length() == Character.charCount(first);
    }

    /** {@code readHeader_v2} is found by read, header and v2 too. */
    private void addParts(String word, String whole) {
        int start = 0;
        for (int i = 1; i <= word.length(); i++) {
            boolean cut = i == word.length() || word.charAt(i) == '_' || word.charAt(i) == '.'
                    || Character.isUpperCase(word.charAt(i)) && Character.isLowerCase(word.charAt(i - 1));
            if (cut) {
                String part = word.substring(start, i).replaceAll("[_.]", "");
                String form = part.isEmpty() ? "" : form(part);
                if (form.length() > 1 && !form.equals(whole)) {
                    more.add(form);
                }
                start = i;
            }
        }
    }

    static String form(String word) {
        String lower = word.toLowerCase(Locale.ROOT).replace("\u00DF", "ss");
        boolean plain = lower.chars().allMatch(c -> c < 128);
        String folded = plain ? lower : Normalizer.normalize(lower, Normalizer.Form.NFKD).replaceAll("\\p{M}", "");
        return folded.isEmpty() ? lower : singular(folded);
    }

    private static String singular(String word) {
        if (word.length() <= SHORTEST || !word.endsWith("s")) {
            return word;
        }
        if (word.endsWith("ies") && !word.endsWith("eies") && !word.endsWith("aies")) {
            return word.substring(0, word.length() - 3) + "y";
        }
        if (word.endsWith("es") && !word.endsWith("aes") && !word.endsWith("ees") && !word.endsWith("oes")) {
            return word.substring(0, word.length() - 1);
        }
        return word.endsWith("us") || word.endsWith("ss") ? word : word.substring(0, word.length() - 1);
    }
}
