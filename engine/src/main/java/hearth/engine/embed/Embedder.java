package hearth.engine.embed;

import hearth.compute.KvCache;
import hearth.compute.KvCacheShape;
import hearth.compute.SequenceSpan;
import hearth.engine.generate.PromptTooLongException;
import hearth.engine.model.Batch;
import hearth.engine.model.HiddenStates;
import hearth.engine.model.RowHead;
import hearth.engine.sampling.UnusableLogitsException;
import hearth.tokenizer.TextPart;
import hearth.tokenizer.Tokenizer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.Lock;
import java.util.function.Function;

/** Makes vectors of texts with one model, several texts in one forward pass. Thread-safe: the device is held for one pass at a time. */
public final class Embedder {
    /** Most sequences of a pass, as each needs a cache. */
    private static final int MAX_SEQUENCES = 32;

    private static final int[] ONE_TEXT = {};

    private final HiddenStates model;
    private final Tokenizer tokenizer;
    private final Surroundings surroundings;

    /**
     * What an embedder needs of the place where the model runs.
     *
     * @param pooling the model's own
     * @param contextLength most tokens of a sequence
     * @param caches makes caches; they are closed here
     * @param device held during each pass
     */
    public record Surroundings(Pooling pooling, int contextLength, Function<KvCacheShape, KvCache> caches, Lock device) {}

    public Embedder(HiddenStates model, Tokenizer tokenizer, Surroundings surroundings) {
        this.model = model;
        this.tokenizer = tokenizer;
        this.surroundings = surroundings;
    }

    /** The model's own pooling. */
    public Pooling pooling() {
        return surroundings.pooling();
    }

    /** Most tokens of a sequence. */
    public int contextLength() {
        return surroundings.contextLength();
    }

    /** Numbers of a vector that is neither shortened nor a score. */
    public int size() {
        return model.embeddingHead().map(RowHead::size).orElse(model.config().hiddenSize());
    }

    /** The tokens of a text as the model wants to read it: with its begin and end tokens. In the text control tokens are characters. */
    public int[] tokenIds(String text) {
        return withEnds(content(text));
    }

    private int[] content(String text) {
        return tokenizer.encode(List.of(new TextPart(text, false)));
    }

    private int[] withEnds(int[] ids) {
        return tokenizer.withEos(tokenizer.withBos(ids));
    }

    /**
     * The vectors of texts, in their order.
     *
     * @throws PromptTooLongException if a text is longer than the context and may not be cut
     * @throws IllegalArgumentException if a text has no tokens, or fewer dimensions are there than asked for
     * @throws UnusableLogitsException if the model computes no usable numbers
     */
    public List<Embedding> embed(List<String> texts, EmbedOptions options) {
        List<Sequence> sequences = new ArrayList<>();
        for (String text : texts) {
            sequences.add(sequence(content(text), options));
        }
        return run(sequences, options);
    }

    /** A text too long loses the end of its own tokens, not the token that the model wants last. */
    private Sequence sequence(int[] content, EmbedOptions options) {
        int[] ids = withEnds(content);
        int excess = ids.length - surroundings.contextLength();
        if (excess <= 0) {
            return new Sequence(ids, false);
        }
        requireTruncate(ids.length, options);
        int[] shortened = withEnds(Arrays.copyOf(content, Math.max(0, content.length - excess)));
        return new Sequence(Arrays.copyOf(shortened, Math.min(shortened.length, surroundings.contextLength())), true);
    }

    private void requireTruncate(int length, EmbedOptions options) {
        if (!options.truncate()) {
            throw new PromptTooLongException(length, surroundings.contextLength());
        }
    }

    /**
     * The vectors of token sequences, which are taken as they are: nothing is added at the ends.
     *
     * @throws IllegalArgumentException also if an id is not in the vocabulary
     */
    public List<Embedding> embedTokens(List<int[]> tokens, EmbedOptions options) {
        return embedSequences(tokens.stream().map(ids -> new Sequence(ids, false)).toList(), options);
    }

    /** As {@link #embedTokens}, for pairs too. */
    List<Embedding> embedSequences(List<Sequence> sequences, EmbedOptions options) {
        for (Sequence sequence : sequences) {
            requireKnown(sequence.ids());
            if (sequence.ids().length > surroundings.contextLength()) {
                requireTruncate(sequence.ids().length, options);
            }
        }
        return run(sequences.stream().map(sequence -> sequence.within(surroundings.contextLength())).toList(), options);
    }

    private void requireKnown(int[] ids) {
        int vocabularySize = model.config().vocabularySize();
        for (int id : ids) {
            if (id < 0 || id >= vocabularySize) {
                throw new IllegalArgumentException("token " + id + " is none of the model's: ids run from 0 to " + (vocabularySize - 1));
            }
        }
    }

    private Pooler pooler(EmbedOptions options) {
        Pooling pooling = options.pooling().orElse(surroundings.pooling());
        Optional<RowHead> head = pooling == Pooling.RANK ? model.rankHead() : model.embeddingHead();
        if (pooling == Pooling.RANK && head.isEmpty()) {
            throw new IllegalArgumentException("the model has no classification to rank with");
        }
        Pooler pooler = new Pooler(pooling, !model.seesWholeSequences(), model.config().hiddenSize(), head, options);
        if (options.dimensions() > pooler.size()) {
            throw new IllegalArgumentException(
                    options.dimensions() + " dimensions are asked for, but the model's vectors have " + pooler.size());
        }
        return pooler;
    }

    private List<Embedding> run(List<Sequence> sequences, EmbedOptions options) {
        for (int i = 0; i < sequences.size(); i++) {
            if (sequences.get(i).ids().length == 0) {
                throw new IllegalArgumentException("text " + i + " has no tokens, so it has no vector");
            }
        }
        List<Embedding> results = new ArrayList<>(sequences.size());
        Pass pass = new Pass(pooler(options));
        for (Sequence sequence : sequences) {
            if (!pass.hasRoomFor(sequence)) {
                pass.run(results);
            }
            pass.add(sequence);
        }
        pass.run(results);
        return results;
    }

    /** The sequences that run together. Each has a cache just as long as itself: many short ones must not take much memory. */
    private final class Pass {
        private final Pooler pooler;
        private final List<Sequence> sequences = new ArrayList<>();
        private int rowCount;

        Pass(Pooler pooler) {
            this.pooler = pooler;
        }

        boolean hasRoomFor(Sequence sequence) {
            return sequences.isEmpty() || sequences.size() < MAX_SEQUENCES && rowCount + sequence.ids().length <= model.batchSize();
        }

        void add(Sequence sequence) {
            sequences.add(sequence);
            rowCount += sequence.ids().length;
        }

        /** Runs what was added, if anything, and forgets it. */
        void run(List<Embedding> results) {
            List<KvCache> caches = new ArrayList<>();
            try {
                for (Sequence sequence : sequences) {
                    caches.add(surroundings.caches().apply(model.cacheShape(sequence.ids().length)));
                }
                if (rowCount > model.batchSize()) {
                    runInChunks(sequences.getFirst(), caches.getFirst(), results);
                } else if (rowCount > 0) {
                    runTogether(caches, results);
                }
            } finally {
                caches.forEach(KvCache::close);
            }
            sequences.clear();
            rowCount = 0;
        }

        private void runTogether(List<KvCache> caches, List<Embedding> results) {
            int[] ids = new int[rowCount];
            int[] wanted = new int[rowCount];
            int wantedCount = 0;
            List<SequenceSpan> spans = new ArrayList<>();
            int row = 0;
            for (Sequence sequence : sequences) {
                int length = sequence.ids().length;
                System.arraycopy(sequence.ids(), 0, ids, row, length);
                spans.add(new SequenceSpan(caches.get(spans.size()), row, length, 0));
                for (int i = pooler.firstRow(length); i < pooler.endRow(length); i++) {
                    wanted[wantedCount++] = row + i;
                }
                row += length;
            }
            float[] hidden = new float[Math.multiplyExact(wantedCount, pooler.hiddenSize())];
            surroundings.device().lock();
            try {
                model.hidden(new Batch(ids, spans, Arrays.copyOf(wanted, wantedCount), segments()), hidden);
                int first = 0;
                for (Sequence sequence : sequences) {
                    int length = sequence.ids().length;
                    results.add(checked(pooler.pool(hidden, first, sequence)));
                    first += pooler.endRow(length) - pooler.firstRow(length);
                }
            } finally {
                surroundings.device().unlock();
            }
        }

        private int[] segments() {
            if (sequences.stream().noneMatch(Sequence::isPair)) {
                return ONE_TEXT;
            }
            int[] segments = new int[rowCount];
            int row = 0;
            for (Sequence sequence : sequences) {
                Arrays.fill(segments, row + sequence.secondStart(), row + sequence.ids().length, 1);
                row += sequence.ids().length;
            }
            return segments;
        }

        /** A sequence longer than a batch, of a model that reads from left to right. */
        private void runInChunks(Sequence sequence, KvCache cache, List<Embedding> results) {
            int length = sequence.ids().length;
            int firstWanted = pooler.firstRow(length);
            int endWanted = pooler.endRow(length);
            float[] hidden = new float[Math.multiplyExact(endWanted - firstWanted, pooler.hiddenSize())];
            for (int from = 0; from < length; from += model.batchSize()) {
                int to = Math.min(length, from + model.batchSize());
                int start = Math.clamp(firstWanted, from, to);
                int[] wanted = new int[Math.max(0, Math.min(to, endWanted) - start)];
                int skipped = start - from;
                Arrays.setAll(wanted, i -> skipped + i);
                float[] part = new float[wanted.length * pooler.hiddenSize()];
                SequenceSpan span = new SequenceSpan(cache, 0, to - from, from);
                surroundings.device().lock();
                try {
                    model.hidden(new Batch(Arrays.copyOfRange(sequence.ids(), from, to), List.of(span), wanted), part);
                } finally {
                    surroundings.device().unlock();
                }
                if (wanted.length > 0) {
                    System.arraycopy(part, 0, hidden, (start - firstWanted) * pooler.hiddenSize(), part.length);
                }
            }
            surroundings.device().lock();
            try {
                results.add(checked(pooler.pool(hidden, 0, sequence)));
            } finally {
                surroundings.device().unlock();
            }
        }

        private static Embedding checked(Embedding embedding) {
            for (float value : embedding.values()) {
                if (!Float.isFinite(value)) {
                    throw new UnusableLogitsException("the model computed a vector with a value that is infinite or not a number");
                }
            }
            return embedding;
        }
    }
}
