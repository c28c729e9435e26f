package hearth.server.answer;

import hearth.server.call.ApiException;
import hearth.server.call.ChatCall;
import hearth.server.call.Thinking;
import hearth.server.model.ModelRunner;
import hearth.server.model.RunRequest;
import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Ends reasoning that takes too long: the run is given up for one that goes on behind the mark the model did not write. What was drawn
 * is still in the KV cache then. For one choice and one thread.
 */
final class ThinkingLimit {
    private final Budget budget;
    private final ModelRunner runner;
    private final RunRequest request;
    private final StringBuilder tail = new StringBuilder();
    private boolean over;

    /**
     * How long the model may reason.
     *
     * @param mark what ends the reasoning
     * @param end what the model would have written from the end of its reasoning to its answer
     */
    record Budget(int tokens, String mark, String end, int[] endIds) {
        /** Empty if nothing is to be limited, or the model does not mark the end of its reasoning. */
        static Optional<Budget> of(ChatCall call, ModelRunner runner) {
            boolean limited = call.thinking().budgetTokens().isPresent() && call.thinking().mode() != Thinking.Mode.OFF;
            if (!limited || !runner.facts().canChat()) {
                return Optional.empty();
            }
            int tokens = call.thinking().budgetTokens().getAsInt();
            return runner.answerFormat().thinkingEnd().map(mark -> {
                String end = runner.answerFormat().thinkingToAnswer().orElse(mark);
                return new Budget(tokens, mark, end, runner.tokenize(end, true));
            });
        }
    }

    ThinkingLimit(Budget budget, ModelRunner runner, RunRequest request) {
        this.budget = budget;
        this.runner = runner;
        this.request = request;
    }

    Budget budget() {
        return budget;
    }

    /**
     * Hears of a token of the reasoning; returns the run that goes on behind it, once.
     *
     * @param thinkingTokens tokens of the reasoning so far
     * @param drawn ids of the whole answer so far
     */
    Optional<ModelRunner.Run> next(String text, int thinkingTokens, int[] drawn) {
        tail.append(text);
        // The mark is seen before the reader is sure that the reasoning is over.
        over |= tail.indexOf(budget.mark()) >= 0;
        tail.delete(0, Math.max(0, tail.length() - budget.mark().length()));
        if (over || thinkingTokens < budget.tokens()) {
            return Optional.empty();
        }
        int[] ids = Stream.of(request.promptIds(), drawn, budget.endIds()).flatMapToInt(Arrays::stream).toArray();
        int left = request.maxTokens() < 0 ? -1 : request.maxTokens() - drawn.length;
        if (left == 0 || ids.length >= runner.facts().contextLength()) {
            return Optional.empty();
        }
        try {
            ModelRunner.Run next = runner.start(request.behindThinking(ids, left));
            over = true;
            return Optional.of(next);
        } catch (ApiException e) {
            if (e.kind() == ApiException.Kind.OVERLOADED) {
                // No room in the queue: better too much reasoning than no answer. The next token tries again.
                return Optional.empty();
            }
            throw e;
        }
    }
}
