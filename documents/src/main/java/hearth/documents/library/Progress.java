package hearth.documents.library;

import hearth.documents.DocumentState;
import hearth.documents.DocumentsException;
import hearth.documents.DocumentsException.Kind;

/** How far a document is that is worked on, and whether it was cancelled. Thread-safe. */
final class Progress {
    private final String library;
    private final String document;
    private volatile DocumentState state = DocumentState.WAITING;
    private volatile int done;
    private volatile int all;
    private volatile boolean cancelled;

    Progress(String library, String document) {
        this.library = library;
        this.document = document;
    }

    String library() {
        return library;
    }

    String document() {
        return document;
    }

    void reading() {
        state = DocumentState.READING;
    }

    void indexing(int chunks) {
        all = chunks;
        state = DocumentState.INDEXING;
    }

    void done(int chunks) {
        done = chunks;
    }

    void cancel() {
        cancelled = true;
    }

    boolean isCancelled() {
        return cancelled;
    }

    /** @throws DocumentsException CANCELLED */
    void check() {
        if (cancelled) {
            throw new DocumentsException(Kind.CANCELLED, "cancelled");
        }
    }

    DocumentState state() {
        return state;
    }

    int done() {
        return done;
    }

    int all() {
        return all;
    }
}
