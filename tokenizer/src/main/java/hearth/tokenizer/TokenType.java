package hearth.tokenizer;

/** What a token stands for. */
enum TokenType {
    NORMAL,
    UNKNOWN,
    CONTROL,
    USER_DEFINED,
    UNUSED,
    BYTE;

    /** The kind with this number in a model file; numbers without a meaning are taken for {@link #NORMAL}. */
    static TokenType ofId(int id) {
        return switch (id) {
            case 2 -> UNKNOWN;
            case 3 -> CONTROL;
            case 4 -> USER_DEFINED;
            case 5 -> UNUSED;
            case 6 -> BYTE;
            default -> NORMAL;
        };
    }
}
