package hearth.chat.answer;

/** Follows the brackets and strings of a JSON object, character by character. What is between them is checked when it is whole. */
final class JsonScanner {
    private static final int MAX_DEPTH = 128;

    private final StringBuilder brackets = new StringBuilder();
    private boolean inString;
    private boolean escaped;

    /** Takes the next character; returns false if it can't be part of the object. */
    boolean accept(char c) {
        if (inString) {
            if (escaped) {
                escaped = false;
            } else if (c == '\\') {
                escaped = true;
            } else if (c == '"') {
                inString = false;
            }
            return true;
        }
        return switch (c) {
            case '"' -> inString = true;
            case '{', '[' -> open(c);
            case '}' -> close('{');
            case ']' -> close('[');
            default -> true;
        };
    }

    private boolean open(char bracket) {
        brackets.append(bracket);
        return brackets.length() <= MAX_DEPTH;
    }

    private boolean close(char opening) {
        if (brackets.isEmpty() || brackets.charAt(brackets.length() - 1) != opening) {
            return false;
        }
        brackets.setLength(brackets.length() - 1);
        return true;
    }

    int depth() {
        return brackets.length();
    }

    boolean inString() {
        return inString;
    }
}
