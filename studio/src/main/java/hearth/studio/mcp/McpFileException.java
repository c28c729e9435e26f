package hearth.studio.mcp;

/** The file with the servers can't be used as a whole. The message is for people and quotes nothing of the file. */
public final class McpFileException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    McpFileException(String message, Throwable cause) {
        super(message, cause);
    }

    McpFileException(String message) {
        super(message);
    }
}
