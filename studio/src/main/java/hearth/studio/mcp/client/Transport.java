package hearth.studio.mcp.client;

import java.util.List;
import java.util.Map;

/** Carries messages of JSON-RPC to one server and back. Thread-safe. */
interface Transport extends AutoCloseable {
    /** Who hears what comes; called from the transport's threads. */
    interface Inbox {
        /** A message came. */
        void received(Map<String, Object> message);

        /** No answer will come to this request. */
        void lost(long id, McpException reason);

        /** Nothing will come any more. */
        void ended(McpException reason);
    }

    /** Makes the connection; once. */
    void open(Inbox inbox);

    /**
     * Sends a message; requests and answers don't wait for what becomes of them.
     *
     * @param headers for transports that have them
     */
    void send(Map<String, Object> message, Map<String, String> headers);

    /** Nobody waits for the answer to this request any more. */
    void abandon(long id);

    /** The last lines a program has written beside its messages. */
    List<String> lastLines();

    /** Ends the connection, and the program; waits for its end for a short time. */
    @Override
    void close();
}
