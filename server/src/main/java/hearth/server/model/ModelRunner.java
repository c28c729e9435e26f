package hearth.server.model;

import hearth.chat.ChatRequest;
import hearth.chat.answer.AnswerFormat;
import hearth.server.call.Caller;
import hearth.server.call.EmbeddingInputs;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** A loaded model that makes several answers at once. Thread-safe. */
public interface ModelRunner extends AutoCloseable {
    ModelFacts facts();

    /**
     * The prompt of a conversation, rendered by the model's template.
     *
     * @throws hearth.server.call.ApiException if the model can't chat or its template refuses the conversation
     */
    RenderedChat render(ChatRequest request);

    /** Ids of a text, with the begin token if the model asks for one; texts of special tokens stand for those tokens. */
    int[] promptIds(String text);

    /** Ids of a text, without begin or end token. */
    int[] tokenize(String text, boolean parseSpecial);

    /** The ids with those begin and end tokens that the model asks for. */
    int[] withEnds(int[] ids);

    /** The text of some ids. */
    String detokenize(int[] ids, boolean renderSpecial);

    /**
     * Queues a run and returns at once.
     *
     * @throws hearth.server.call.ApiException of kind OVERLOADED if the queue is full, INVALID_REQUEST if the prompt is too long or
     *     the format can't be enforced
     */
    Run start(RunRequest request);

    /** How the model writes its reasoning and its tool calls. */
    AnswerFormat answerFormat();

    /**
     * Vectors of unit length, in the order of the inputs.
     *
     * @param truncates whether longer inputs are cut; otherwise they are an error
     * @throws hearth.server.call.ApiException if the model makes none, or the caller left
     */
    List<Embedding> embed(EmbeddingInputs inputs, boolean truncates, Caller caller);

    /**
     * How well documents answer a query, by a model that {@link ModelFacts#ranks}: vectors whose first number is the score, a logit.
     *
     * @throws hearth.server.call.ApiException as {@link #embed}
     */
    List<Embedding> rank(String query, List<String> documents, boolean truncates, Caller caller);

    /** Waiting and running answers. */
    Load load();

    /** Ends all runs and frees the memory. */
    @Override
    void close();

    /** A run that was queued. One thread reads its events; any may cancel it. */
    interface Run {
        /**
         * Waits for the next event; empty if none came for so long. The last one is a {@link RunEvent.Done}.
         *
         * @throws hearth.server.call.ApiException if the run failed; others are not touched
         */
        Optional<RunEvent> next(Duration patience) throws InterruptedException;

        /** Ends it within one step; nobody need read on. Does nothing afterwards. */
        void cancel();
    }

    /** A prompt and, for people, its text. */
    record RenderedChat(int[] ids, String text) {}

    /** One vector and the tokens it was made of. */
    record Embedding(float[] vector, int tokens) {}

    /** How busy a runner is. */
    record Load(int running, int waiting) {}
}
