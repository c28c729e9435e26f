package hearth.server.answer;

import hearth.server.call.AnswerEvent;
import hearth.server.call.TokenLogprob;
import java.util.List;

/**
 * Reads what a model writes: which of it is reasoning, which a tool call, which the answer. A pure state machine: pieces of text
 * in, events out, whatever the cuts.
 */
interface OutputReader {
    /** Takes the next piece; {@code logprobs} of the tokens drawn for it. */
    List<AnswerEvent> push(String text, List<TokenLogprob> logprobs);

    /** Ends the output; what was held back comes out. */
    List<AnswerEvent> finish();

    /** Whether the output is in its reasoning now. */
    boolean isThinking();
}
