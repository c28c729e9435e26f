package hearth.tokenizer;

/** How much a stretch of text may say; each level includes the ones before it. */
enum Trust {
    /** Text from outside: only added tokens that are ordinary text are recognised. */
    NONE,
    /** Plain text: all added tokens are recognised, control tokens are not. */
    ADDED_TOKENS,
    /** Text of a template: control tokens are recognised too. */
    ALL
}
