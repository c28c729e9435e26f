package hearth.chat.builtin;

import hearth.chat.value.PythonText;

/** Python's {@code str.is...} questions. */
final class TextPredicates {
    private TextPredicates() {}

    /** The answer of the string method {@code name}. */
    static boolean holds(String text, String name) {
        return switch (name) {
            case "isascii" -> text.chars().allMatch(TextPredicates::isAscii);
            case "isprintable" -> text.codePoints().allMatch(PythonText::isPrintable);
            case "isupper" -> isCasedAs(text, true);
            case "islower" -> isCasedAs(text, false);
            case "istitle" -> isTitle(text);
            case "isidentifier" -> isIdentifier(text);
            default -> !text.isEmpty() && text.codePoints().allMatch(c -> every(c, name));
        };
    }

    private static boolean isAscii(int unit) {
        return unit < 0x80;
    }

    private static boolean every(int codePoint, String name) {
        return switch (name) {
            case "isalpha" -> Character.isLetter(codePoint);
            case "isdigit" -> isDigit(codePoint);
            case "isdecimal" -> Character.isDigit(codePoint);
            case "isnumeric" -> isNumeric(codePoint);
            case "isspace" -> codePoint <= Character.MAX_VALUE && PythonText.isSpace((char) codePoint);
            default -> Character.isLetter(codePoint) || isNumeric(codePoint);
        };
    }

    private static boolean isDigit(int codePoint) {
        boolean raised = codePoint == 0xb2 || codePoint == 0xb3 || codePoint == 0xb9
                || (codePoint >= 0x2070 && codePoint <= 0x2089);
        return Character.isDigit(codePoint) || (raised && isNumeric(codePoint));
    }

    private static boolean isNumeric(int codePoint) {
        int type = Character.getType(codePoint);
        return type == Character.DECIMAL_DIGIT_NUMBER
                || type == Character.LETTER_NUMBER
                || type == Character.OTHER_NUMBER;
    }

    static boolean isCased(int codePoint) {
        return Character.isUpperCase(codePoint) || Character.isLowerCase(codePoint) || Character.isTitleCase(codePoint);
    }

    private static boolean isCasedAs(String text, boolean upper) {
        boolean cased = false;
        for (int i = 0; i < text.length(); ) {
            int codePoint = text.codePointAt(i);
            if (isCased(codePoint) && (upper ? !Character.isUpperCase(codePoint) : !Character.isLowerCase(codePoint))) {
                return false;
            }
            cased |= isCased(codePoint);
            i += Character.charCount(codePoint);
        }
        return cased;
    }

    private static boolean isTitle(String text) {
        boolean cased = false;
        boolean inWord = false;
        for (int i = 0; i < text.length(); ) {
            int codePoint = text.codePointAt(i);
            boolean starts = Character.isUpperCase(codePoint) || Character.isTitleCase(codePoint);
            if (isCased(codePoint) && starts == inWord) {
                return false;
            }
            inWord = isCased(codePoint);
            cased |= inWord;
            i += Character.charCount(codePoint);
        }
        return cased;
    }

    private static boolean isIdentifier(String text) {
        if (text.isEmpty() || !(text.charAt(0) == '_' || Character.isUnicodeIdentifierStart(text.codePointAt(0)))) {
            return false;
        }
        return text.codePoints().allMatch(Character::isUnicodeIdentifierPart);
    }
}
