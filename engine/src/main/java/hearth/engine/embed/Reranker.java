package hearth.engine.embed;

import hearth.engine.generate.PromptTooLongException;
import hearth.tokenizer.Tokenizer;
import java.util.ArrayList;
import java.util.List;

/** Scores how well documents answer a query, with a model that classifies the two together. Thread-safe, as {@link Embedder} is. */
public final class Reranker {
    private final Embedder embedder;
    private final RankPrompt prompt;
    private final int positive;

    /**
     * @param embedder of a model whose pooling is {@link Pooling#RANK}
     * @param positive which of its scores says that a document answers
     */
    public Reranker(Embedder embedder, Tokenizer tokenizer, RankConfig config, int positive) {
        this.embedder = embedder;
        this.positive = positive;
        this.prompt = new RankPrompt(tokenizer, config);
    }

    /** The tokens of a query and a document as the model reads them together. */
    public int[] tokenIds(String query, String document) {
        return prompt.sequence(query, document, RankPrompt.NO_LIMIT).ids();
    }

    /**
     * The score of each document, in their order: one number, of which the logistic function is the probability that the document answers.
     * Of several scores it is that of the label that says yes, against all others together.
     *
     * @param options of which {@code truncate} says whether a document too long loses its end
     * @throws PromptTooLongException if a pair is longer than the context and may not be cut, or its query alone is
     */
    public List<Embedding> score(String query, List<String> documents, EmbedOptions options) {
        int limit = options.truncate() ? embedder.contextLength() : RankPrompt.NO_LIMIT;
        List<Sequence> pairs = new ArrayList<>();
        for (String document : documents) {
            pairs.add(prompt.sequence(query, document, limit));
        }
        EmbedOptions wanted = options.withPooling(Pooling.RANK).withDimensions(0);
        return embedder.embedSequences(pairs, prompt.needsItsEnd() ? wanted.withTruncate(false) : wanted).stream()
                .map(scores -> new Embedding(new float[] {logit(scores.values())}, 1, scores.tokenCount(), scores.truncated()))
                .toList();
    }

    /** ln(p / (1 - p)) of the softmax over all scores; of a single score that itself. */
    private float logit(float[] scores) {
        if (scores.length == 1) {
            return scores[0];
        }
        double most = Double.NEGATIVE_INFINITY;
        for (int i = 0; i < scores.length; i++) {
            most = i == positive ? most : Math.max(most, scores[i]);
        }
        double sum = 0;
        for (int i = 0; i < scores.length; i++) {
            sum += i == positive ? 0 : Math.exp(scores[i] - most);
        }
        return (float) (scores[positive] - most - Math.log(sum));
    }
}
