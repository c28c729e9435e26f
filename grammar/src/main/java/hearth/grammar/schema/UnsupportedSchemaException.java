package hearth.grammar.schema;

import hearth.grammar.GrammarException;

/** The schema asks for something that cannot be enforced here; an answer would not be sure to be valid. */
public final class UnsupportedSchemaException extends GrammarException {
    private static final long serialVersionUID = 1L;

    private final String keyword;
    private final String path;

    UnsupportedSchemaException(String keyword, String path, String reason) {
        super("schema keyword \"" + keyword + "\" at " + path + ": " + reason);
        this.keyword = keyword;
        this.path = path;
    }

    /** The keyword that is not supported. */
    public String keyword() {
        return keyword;
    }

    /** Where it stands, as a JSON pointer with "#" in front. */
    public String path() {
        return path;
    }
}
