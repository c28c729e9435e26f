package hearth.chat.template;

/** One word of a template. {@code text} of a string is already without quotes and escapes; {@code line} counts from 1. */
record Token(Kind kind, String text, int line) {
    /** What kind of word. */
    enum Kind {
        TEXT,
        OUTPUT_BEGIN,
        OUTPUT_END,
        TAG_BEGIN,
        TAG_END,
        NAME,
        STRING,
        INTEGER,
        FLOAT,
        OPERATOR,
        END
    }

    boolean isOperator(String operator) {
        return kind == Kind.OPERATOR && text.equals(operator);
    }

    boolean isName(String name) {
        return kind == Kind.NAME && text.equals(name);
    }

    /** How an error message names this token. */
    String described() {
        return switch (kind) {
            case OUTPUT_END -> "end of print statement";
            case TAG_END -> "end of statement block";
            case END -> "end of template";
            default -> "'" + text + "'";
        };
    }
}
