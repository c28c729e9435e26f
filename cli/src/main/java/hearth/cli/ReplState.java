package hearth.cli;

/** What the user may switch while chatting. */
final class ReplState {
    private boolean verbose;
    private boolean wordWrap;
    private final boolean showsThinking;

    ReplState(boolean verbose, boolean wordWrap, boolean showsThinking) {
        this.verbose = verbose;
        this.wordWrap = wordWrap;
        this.showsThinking = showsThinking;
    }

    boolean showsThinking() {
        return showsThinking;
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
