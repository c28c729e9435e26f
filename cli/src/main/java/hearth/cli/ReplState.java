package hearth.cli;

/** What the user may switch while chatting. */
final class ReplState {
    private boolean verbose;
    private boolean wordWrap;

    ReplState(boolean verbose, boolean wordWrap) {
        this.verbose = verbose;
        this.wordWrap = wordWrap;
    }

    boolean verbose() {
        return verbose;
    }

    void verbose(boolean on) {
        verbose = on;
    }

    boolean wordWrap() {
        return wordWrap;
    }

    void wordWrap(boolean on) {
        wordWrap = on;
    }
}
