package hearth.server.answer;

import hearth.server.call.AnswerUsage;

/** Hears of each choice that was completed; for metrics. */
@FunctionalInterface
public interface AnswerObserver {
    /** @param firstTokenNanos from the call to the first drawn token; 0 if there was none */
    void completed(String model, AnswerUsage usage, long firstTokenNanos);
}
