package hearth.engine;

/** A model can't chat: it completes text only. */
public class ChatUnavailableException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public ChatUnavailableException(String message) {
        super(message);
    }
}
