package hearth.tokenizer.huggingface;

/** The pre-tokenizer {@code Metaspace}: spaces become U+2581. */
final class SpaceMarks {
    private SpaceMarks() {}

    /** Whether it puts a space before a text. */
    static boolean prepends(JsonValue metaspace) {
        if (!metaspace.text("replacement", "\u2581").equals("\u2581")) {
            throw metaspace.unsupported("only U+2581 is supported for a space");
        }
        String scheme = metaspace.text("prepend_scheme", metaspace.flag("add_prefix_space", true) ? "always" : "never");
        return switch (scheme) {
            case "always", "first" -> true;
            case "never" -> false;
            default -> throw metaspace.unsupported("the prepend_scheme " + scheme + " is not known");
        };
    }
}
