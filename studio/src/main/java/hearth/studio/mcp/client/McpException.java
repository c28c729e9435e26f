package hearth.studio.mcp.client;

import java.util.OptionalInt;

/** Something went wrong with an MCP server. The message is for people; it may quote the server. */
public final class McpException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final Kind kind;
    private final transient OptionalInt code;

    /** What kind of failure. */
    public enum Kind {
        /** The program can't be started, or the address can't be reached. */
        UNREACHABLE,
        /** The server sent what the protocol does not allow, or more than is taken. */
        PROTOCOL,
        /** The server answered with an error. */
        REFUSED,
        /** No answer came in time. */
        TIMEOUT,
        /** The server has ended. */
        ENDED,
        /** The user did not want to wait any longer. */
        CANCELLED
    }

    private McpException(Kind kind, String message, OptionalInt code, Throwable cause) {
        super(message, cause);
        this.kind = kind;
        this.code = code;
    }

    public McpException(Kind kind, String message) {
        this(kind, message, OptionalInt.empty(), null);
    }

    public McpException(Kind kind, String message, Throwable cause) {
        this(kind, message, OptionalInt.empty(), cause);
    }

    /** An error of JSON-RPC. */
    static McpException refused(int code, String message) {
        return new McpException(Kind.REFUSED, message, OptionalInt.of(code), null);
    }

    public Kind kind() {
        return kind;
    }

    /** The number of a JSON-RPC error, if it is one. */
    OptionalInt code() {
        return code;
    }
}
