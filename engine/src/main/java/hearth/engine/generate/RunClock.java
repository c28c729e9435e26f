package hearth.engine.generate;

/** When a request reached which point; tells flight recordings of it. */
final class RunClock {
    private final long requestNanos = System.nanoTime();
    private long startNanos = requestNanos;
    private long promptEndNanos;
    private long firstTokenNanos;
    private long endNanos;
    private boolean promptEnded;
    private boolean drawn;
    private boolean ended;
    private final RequestEvent requestEvent = new RequestEvent();
    private final PrefillEvent prefillEvent = new PrefillEvent();

    RunClock() {
        requestEvent.begin();
    }

    void start() {
        startNanos = System.nanoTime();
        prefillEvent.begin();
    }

    void promptEnded(int promptTokens, int reusedTokens) {
        prefillEvent.end(promptTokens, reusedTokens);
        promptEnded = true;
        promptEndNanos = System.nanoTime();
    }

    void drawn() {
        if (!drawn) {
            drawn = true;
            firstTokenNanos = System.nanoTime() - startNanos;
        }
    }

    void end() {
        ended = true;
        endNanos = System.nanoTime();
    }

    /** For flight recordings. */
    void report(String outcome, Usage usage) {
        requestEvent.end(outcome, usage);
    }

    /** Times up to now if it has not ended. */
    Usage usage(int promptTokens, int reusedTokens, ReuseLimit limit, int generatedTokens) {
        long end = ended ? endNanos : System.nanoTime();
        long promptEnd = promptEnded ? promptEndNanos : end;
        return new Usage(
                promptTokens,
                reusedTokens,
                limit,
                generatedTokens,
                startNanos - requestNanos,
                promptEnd - startNanos,
                end - promptEnd,
                firstTokenNanos);
    }
}
