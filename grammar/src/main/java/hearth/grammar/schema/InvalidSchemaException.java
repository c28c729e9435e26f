package hearth.grammar.schema;

import hearth.grammar.GrammarException;

/** The schema is malformed: a keyword has the wrong kind of value, a reference leads nowhere. */
public final class InvalidSchemaException extends GrammarException {
    private static final long serialVersionUID = 1L;

    private final String keyword;
    private final String path;

    public InvalidSchemaException(String keyword, String path, String reason) {
        super("schema keyword \"" + keyword + "\" at " + path + ": " + reason);
        this.keyword = keyword;
        this.path = path;
    }

    /** The keyword that is wrong; empty where the schema as a whole is. */
    public String keyword() {
        return keyword;
    }

    /** Where it stands, as a JSON pointer with "#" in front. */
    public String path() {
        return path;
    }
}
