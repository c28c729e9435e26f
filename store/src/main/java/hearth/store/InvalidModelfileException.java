package hearth.store;

/** A Modelfile is malformed. */
public final class InvalidModelfileException extends StoreException {
    private static final long serialVersionUID = 1L;

    private final int line;

    /** @param line the line at fault, from 1; 0 if the file as a whole is */
    public InvalidModelfileException(int line, String reason) {
        super(line > 0 ? "(line " + line + "): " + reason : reason);
        this.line = line;
    }

    public int line() {
        return line;
    }
}
