package hearth.engine.generate;

import jdk.jfr.Category;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;

/** The evaluation of a prompt, all its steps, in a flight recording. */
@Name("hearth.Prefill")
@Label("Prefill")
@Category("Hearth")
@StackTrace(false)
final class PrefillEvent extends Event {
    @Label("Prompt tokens")
    int promptTokens;

    @Label("Reused tokens")
    int reusedTokens;

    void end(int tokens, int reused) {
        end();
        if (shouldCommit()) {
            promptTokens = tokens;
            reusedTokens = reused;
            commit();
        }
    }
}
