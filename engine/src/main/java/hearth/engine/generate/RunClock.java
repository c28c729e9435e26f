package hearth.engine.generate;

import java.util.Optional;
import jdk.jfr.FlightRecorder;

/** When a request reached which point; tells flight recordings of it, if there are any: the first event takes many milliseconds. */
final class RunClock {
    private final long requestNanos = System.nanoTime();
    private long startNanos = requestNanos;
    private long promptEndNanos;
    private long firstTokenNanos;
    private long endNanos;
    private boolean promptEnded;
    private boolean drawn;
    private boolean ended;
    private final Optional<RequestEvent> requestEvent;
    private final Optional<PrefillEvent> prefillEvent;

    RunClock() {
        boolean recorded = FlightRecorder.isInitialized();
        requestEvent = recorded ? Optional.of(new RequestEvent()) : Optional.empty();
        prefillEvent = recorded ? Optional.of(new PrefillEvent()) : Optional.empty();
        requestEvent.ifPresent(RequestEvent::begin);
    }

    void start() {
        startNanos = System.nanoTime();
        prefillEvent.ifPresent(PrefillEvent::begin);
    }

    void promptEnded(int promptTokens, int reusedTokens) {
        prefillEvent.ifPresent(event -> event.end(promptTokens, reusedTokens));
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
        requestEvent.ifPresent(event -> event.end(outcome, usage));
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
