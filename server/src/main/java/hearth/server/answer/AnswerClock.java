package hearth.server.answer;

/** Times of one call. For one thread. */
final class AnswerClock {
    private final long start = System.nanoTime();
    private long loadNanos;
    private long firstTokenNanos;

    void loaded(long nanos) {
        loadNanos = nanos;
    }

    void tokenDrawn() {
        if (firstTokenNanos == 0) {
            firstTokenNanos = Math.max(1, elapsedNanos());
        }
    }

    long loadNanos() {
        return loadNanos;
    }

    /** From the call to its first token; 0 before it. */
    long firstTokenNanos() {
        return firstTokenNanos;
    }

    long elapsedNanos() {
        return System.nanoTime() - start;
    }
}
