package hearth.engine.generate;

import jdk.jfr.Category;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;
import jdk.jfr.Timespan;

/** A request from when it came to its end, in a flight recording. It tells no text. */
@Name("hearth.Request")
@Label("Request")
@Category("Hearth")
@StackTrace(false)
final class RequestEvent extends Event {
    @Label("Outcome")
    String outcome;

    @Label("Prompt tokens")
    int promptTokens;

    @Label("Reused tokens")
    int reusedTokens;

    @Label("Why not more were reused")
    String reuseLimit;

    @Label("Generated tokens")
    int generatedTokens;

    @Label("Time in the queue")
    @Timespan(Timespan.NANOSECONDS)
    long queueTime;

    @Label("Time of the prompt")
    @Timespan(Timespan.NANOSECONDS)
    long promptTime;

    @Label("Time of the answer")
    @Timespan(Timespan.NANOSECONDS)
    long generationTime;

    void end(String howItEnded, Usage usage) {
        end();
        if (shouldCommit()) {
            outcome = howItEnded;
            promptTokens = usage.promptTokens();
            reusedTokens = usage.reusedTokens();
            reuseLimit = usage.reuseLimit().name();
            generatedTokens = usage.generatedTokens();
            queueTime = usage.queueNanos();
            promptTime = usage.promptNanos();
            generationTime = usage.generationNanos();
            commit();
        }
    }
}
