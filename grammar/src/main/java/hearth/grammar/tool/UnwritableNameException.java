package hearth.grammar.tool;

import hearth.grammar.GrammarException;

/** The name of a tool has characters that can't stand in this form of calls. */
public final class UnwritableNameException extends GrammarException {
    private static final long serialVersionUID = 1L;

    UnwritableNameException(String name) {
        super("the name \"" + name + "\" can't be written in this model's form of calls, only letters, digits, _, . and -");
    }
}
