package hearth.server.model;

import hearth.engine.sampling.SamplingOptions;
import hearth.server.call.AnswerFormat;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;

/**
 * One choice to make.
 *
 * @param promptIds the whole prompt
 * @param maxTokens draw at most this many; -1 = until the context is full
 * @param stopSequences texts that end the answer and are not part of it
 * @param topLogprobs empty = none
 * @param showsControls whether control tokens that do not end the answer come as their text
 */
public record RunRequest(
        int[] promptIds,
        SamplingOptions sampling,
        int maxTokens,
        List<String> stopSequences,
        AnswerFormat format,
        OptionalInt topLogprobs,
        Map<Integer, Float> logitBias,
        boolean showsControls) {
    public RunRequest {
        promptIds = promptIds.clone();
        stopSequences = List.copyOf(stopSequences);
        logitBias = Map.copyOf(logitBias);
    }

    /** The same answer behind the end of its reasoning. */
    public RunRequest behindThinking(int[] ids, int limit) {
        return new RunRequest(
                ids, sampling, limit, stopSequences, format.withoutThinking(), topLogprobs, logitBias, showsControls);
    }

    public RunRequest withSampling(SamplingOptions value) {
        return new RunRequest(promptIds, value, maxTokens, stopSequences, format, topLogprobs, logitBias, showsControls);
    }
}
