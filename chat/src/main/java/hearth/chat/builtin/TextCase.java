package hearth.chat.builtin;

import hearth.chat.value.Budget;
import hearth.chat.value.MarkedText;
import hearth.chat.value.PythonText;
import java.util.Locale;

/** Python's changes of letter case. */
final class TextCase {
    private TextCase() {}

    /** {@code text} changed as the string method {@code name} does. */
    static MarkedText change(MarkedText text, String name, Budget budget) {
        String plain = text.text();
        budget.text(plain.length());
        String changed =
                switch (name) {
                    case "upper" -> plain.toUpperCase(Locale.ROOT);
                    case "lower" -> plain.toLowerCase(Locale.ROOT);
                    case "casefold" -> plain.toUpperCase(Locale.ROOT).toLowerCase(Locale.ROOT);
                    case "capitalize" -> capitalize(plain);
                    case "title" -> title(plain);
                    default -> swap(plain);
                };
        return text.withText(changed);
    }

    static String capitalize(String text) {
        if (text.isEmpty()) {
            return text;
        }
        int first = Character.charCount(text.codePointAt(0));
        return titled(text.substring(0, first)).concat(text.substring(first).toLowerCase(Locale.ROOT));
    }

    private static String titled(String character) {
        int title = Character.toTitleCase(character.codePointAt(0));
        return title == character.codePointAt(0) ? character.toUpperCase(Locale.ROOT) : Character.toString(title);
    }

    private static String title(String text) {
        StringBuilder out = new StringBuilder();
        boolean inWord = false;
        for (int i = 0; i < text.length(); ) {
            int codePoint = text.codePointAt(i);
            out.appendCodePoint(inWord ? Character.toLowerCase(codePoint) : Character.toTitleCase(codePoint));
            inWord = TextPredicates.isCased(codePoint);
            i += Character.charCount(codePoint);
        }
        return out.toString();
    }

    /** Jinja's own {@code title} filter: words begin after space, dash and opening brackets only. */
    static String jinjaTitle(String text) {
        StringBuilder out = new StringBuilder();
        boolean inWord = false;
        for (int i = 0; i < text.length(); i++) {
            char unit = text.charAt(i);
            out.append(inWord ? Character.toLowerCase(unit) : Character.toUpperCase(unit));
            inWord = "-({[<".indexOf(unit) < 0 && !PythonText.isSpace(unit);
        }
        return out.toString();
    }

    private static String swap(String text) {
        StringBuilder out = new StringBuilder();
        for (int i = 0; i < text.length(); ) {
            int codePoint = text.codePointAt(i);
            boolean upper = Character.isUpperCase(codePoint);
            out.appendCodePoint(upper ? Character.toLowerCase(codePoint) : Character.toUpperCase(codePoint));
            i += Character.charCount(codePoint);
        }
        return out.toString();
    }
}
