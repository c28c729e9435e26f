package hearth.engine;

import hearth.chat.ChatRequest;
import hearth.chat.ChatTemplate;
import hearth.chat.PromptPart;
import hearth.chat.TemplateOptions;
import hearth.compute.Backend;
import hearth.compute.KvCache;
import hearth.compute.KvType;
import hearth.engine.embed.EmbedOptions;
import hearth.engine.embed.Embedder;
import hearth.engine.embed.Embedding;
import hearth.engine.embed.Pooling;
import hearth.engine.embed.RankConfig;
import hearth.engine.embed.Reranker;
import hearth.engine.generate.Scheduler;
import hearth.engine.generate.SchedulerOptions;
import hearth.engine.generate.Session;
import hearth.engine.model.ModelConfig;
import hearth.engine.model.RowHead;
import hearth.engine.score.Scorer;
import hearth.format.gguf.GgufMetadata;
import hearth.format.gguf.MetadataKeys;
import hearth.grammar.Grammar;
import hearth.grammar.token.TokenGrammar;
import hearth.grammar.token.TokenVocabulary;
import hearth.tokenizer.SpecialToken;
import hearth.tokenizer.TextPart;
import hearth.tokenizer.Tokenizer;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.locks.Lock;
import java.util.function.IntSupplier;

/** A loaded model: weights on the device, tokenizer, chat template. Thread-safe; each of its sessions is for one thread. */
public final class Model implements AutoCloseable {
    private static final List<String> CHAT_ML_TOKENS = List.of("<|im_start|>", "<|im_end|>");
    /** Of the memory that is left, for slots that nobody asked for: other programs want some too. */
    private static final double AUTOMATIC_SHARE = 0.75;

    private final ModelConfig config;
    private final Tokenizer tokenizer;
    private final GgufMetadata metadata;
    private final Memory memory;
    private final Surroundings surroundings;
    private final ReleasableModel model;
    private final Object grammarLock = new Object();
    private Optional<TokenVocabulary> grammarVocabulary = Optional.empty(); // guarded by grammarLock

    /** What the user chose of a model's memory, and what its weights take. */
    record Memory(int contextLength, KvType kvType, long residentBytes) {}

    /** Where the model runs; {@code device} is held during each step. */
    record Surroundings(Backend backend, Lock device, IntSupplier seeds, Clock clock, MemoryLedger ledger) {}

    Model(ReleasableModel model, Tokenizer tokenizer, GgufMetadata metadata, Memory memory, Surroundings surroundings) {
        this.config = model.config();
        this.tokenizer = tokenizer;
        this.metadata = metadata;
        this.memory = memory;
        this.surroundings = surroundings;
        this.model = model;
        surroundings.ledger().loaded(memory.residentBytes());
    }

    /** Sizes as stored in the file. */
    public ModelConfig config() {
        return config;
    }

    /** All that the file says about itself. */
    public GgufMetadata metadata() {
        return metadata;
    }

    public Tokenizer tokenizer() {
        return tokenizer;
    }

    /** Positions of each session. */
    public int contextLength() {
        return memory.contextLength();
    }

    /** Bytes that the weights hold on the device; KV caches come on top. */
    public long residentBytes() {
        return memory.residentBytes();
    }

    /** Bytes of the KV cache of one session. */
    public long sessionBytes() {
        return config.kvCacheShape(memory.contextLength(), memory.kvType()).byteSize();
    }

    /** Whether this model writes text; encoders only make vectors. */
    public boolean generates() {
        return model.givesLogits();
    }

    private void requireGenerates() {
        model.requireWeights();
        if (!generates()) {
            String use = ranks() ? "' scores pairs of texts (a reranker)" : "' makes vectors of texts (embeddings)";
            throw new GenerationUnavailableException(metadata.fileName() + ": a model of architecture '" + config.architecture()
                    + use + "; it can't write or chat");
        }
    }

    /**
     * Makes vectors of texts. The pooling is the one that the file names; else scores for rerankers, the mean for encoders, and the last
     * token for models that write text.
     *
     * @throws EmbeddingUnavailableException if the model can't, or its pooling is unknown
     * @throws IllegalStateException if this model is closed
     */
    public Embedder embedder() {
        model.requireWeights();
        if (!model.givesHiddenStates()) {
            throw new EmbeddingUnavailableException(
                    metadata.fileName() + ": a model of architecture '" + config.architecture() + "' makes no vectors of texts (embeddings)");
        }
        return new Embedder(
                model,
                tokenizer,
                new Embedder.Surroundings(pooling(), contextLength(), surroundings.backend()::kvCache, surroundings.device()));
    }

    private Pooling pooling() {
        OptionalInt stored = metadata.ofArchitecture().optionalInt(MetadataKeys.Model.POOLING_TYPE);
        if (stored.isEmpty()) {
            return ranks() ? Pooling.RANK : model.seesWholeSequences() ? Pooling.MEAN : Pooling.LAST;
        }
        return Pooling.ofId(stored.getAsInt())
                .orElseThrow(() -> new EmbeddingUnavailableException(metadata.fileName() + ": key " + config.architecture() + "."
                        + MetadataKeys.Model.POOLING_TYPE + " is " + stored.getAsInt() + ", which is no known pooling"));
    }

    /**
     * Scores how well texts answer a query.
     *
     * @throws EmbeddingUnavailableException if the model is no reranker, or its file does not say what its scores mean
     * @throws IllegalStateException if this model is closed
     */
    public Reranker reranker() {
        Embedder embedder = embedder();
        if (embedder.pooling() != Pooling.RANK) {
            throw new EmbeddingUnavailableException(metadata.fileName() + ": the model is no reranker");
        }
        RankConfig form = rankConfig();
        int scores = model.rankHead().map(RowHead::size).orElse(0);
        if (form.positive(scores).isEmpty()) {
            throw new EmbeddingUnavailableException(metadata.fileName() + ": the model has " + scores + " scores with the labels "
                    + form.labels() + ", which do not say which of them means that a document answers: it is no reranker");
        }
        if (!form.hasPlaces()) {
            throw new EmbeddingUnavailableException(metadata.fileName() + ": the template '" + RankConfig.TEMPLATE_NAME
                    + "' has no {query} or no {document} in it");
        }
        return new Reranker(embedder, tokenizer, form, form.positive(scores).getAsInt());
    }

    private RankConfig rankConfig() {
        return new RankConfig(
                metadata.optionalString(MetadataKeys.Tokenizer.chatTemplate(RankConfig.TEMPLATE_NAME)),
                metadata.ofArchitecture().optionalStrings(MetadataKeys.Model.CLASSIFIER_LABELS).orElse(List.of()),
                !model.seesWholeSequences());
    }

    /** Whether it has a classification that can mean how well a text answers. */
    private boolean ranks() {
        return model.rankHead().filter(head -> rankConfig().positive(head.size()).isPresent()).isPresent();
    }

    /** As {@link Embedder#embed} of {@link #embedder}. */
    public List<Embedding> embed(List<String> texts, EmbedOptions options) {
        return embedder().embed(texts, options);
    }

    /**
     * A sequence with its own KV cache; the caller closes it.
     *
     * @throws GenerationUnavailableException if this model makes no text
     * @throws IllegalStateException if this model is closed
     */
    public Session session() {
        requireGenerates();
        KvCache cache = surroundings.backend().kvCache(config.kvCacheShape(memory.contextLength(), memory.kvType()));
        return new Session(model, tokenizer, cache, surroundings.device(), surroundings.seeds());
    }

    /**
     * Gives the logits of known texts, as measures of a model need them; the caller closes it.
     *
     * @throws GenerationUnavailableException if this model makes no text
     * @throws IllegalStateException if this model is closed
     */
    public Scorer scorer() {
        requireGenerates();
        KvCache cache = surroundings.backend().kvCache(config.kvCacheShape(memory.contextLength(), memory.kvType()));
        return new Scorer(model, cache, surroundings.device());
    }

    /**
     * Runs many requests together, each in a sequence of its own; the caller closes it before this model.
     *
     * @throws InsufficientMemoryException if the full caches of its slots, or of one where that is open, don't fit into memory
     * @throws GenerationUnavailableException if this model makes no text
     * @throws IllegalStateException if this model is closed
     */
    public Scheduler scheduler(SchedulerOptions options) {
        requireGenerates();
        SchedulerOptions sized = options.withSlots(slots(options));
        Scheduler scheduler = new Scheduler(
                new Scheduler.Surroundings(
                        model,
                        tokenizer,
                        config.kvCacheShape(memory.contextLength(), memory.kvType()),
                        surroundings.backend()::kvCache,
                        surroundings.device(),
                        surroundings.seeds()),
                sized);
        surroundings.ledger().opened(scheduler);
        return scheduler;
    }

    private int slots(SchedulerOptions options) {
        MemoryEstimate estimate = new MemoryEstimate(0, sessionBytes(), options.idleCacheBytes());
        long available = surroundings.ledger().availableBytes();
        int slots = options.slots() > 0
                ? options.slots()
                : Math.clamp(estimate.slotsWithin((long) (available * AUTOMATIC_SHARE)), 1, SchedulerOptions.AUTOMATIC_SLOTS);
        estimate.requireFit("the cache of " + metadata.fileName(), slots, available);
        return slots;
    }

    /**
     * Makes a grammar ready for this model's vocabulary; {@link hearth.engine.generate.GrammarConstraint} makes a constraint of it.
     * Takes time, the first time tenths of a second, so it is not for the thread of a scheduler. Keep it for the next request.
     *
     * @throws hearth.grammar.GrammarException if the grammar is wrong or too complex
     */
    public TokenGrammar compile(Grammar grammar) {
        return TokenGrammar.compile(grammar, grammarVocabulary());
    }

    /** The vocabulary that grammars for this model are compiled for; made once. */
    public TokenVocabulary grammarVocabulary() {
        synchronized (grammarLock) {
            if (grammarVocabulary.isEmpty()) {
                grammarVocabulary = Optional.of(TokenVocabulary.of(tokenizer));
            }
            return grammarVocabulary.get();
        }
    }

    /**
     * The template the file carries; the common ChatML one if it carries none but its vocabulary has that form's tokens.
     *
     * @throws hearth.chat.TemplateException if it can't be parsed
     */
    public Optional<ChatTemplate> chatTemplate() {
        Optional<String> own = metadata.optionalString(MetadataKeys.Tokenizer.CHAT_TEMPLATE);
        if (own.isPresent()) {
            return own.map(ChatTemplate::parse);
        }
        boolean hasTurnTokens = CHAT_ML_TOKENS.stream().allMatch(text -> tokenizer.find(text).isPresent());
        return hasTurnTokens ? Optional.of(ChatTemplate.chatMl()) : Optional.empty();
    }

    /**
     * The prompt of a conversation. Only what the template itself writes can become special tokens.
     *
     * @throws hearth.chat.TemplateException if the template can't render it
     */
    public int[] promptIds(ChatTemplate template, ChatRequest request) {
        TemplateOptions options =
                new TemplateOptions(textOf(SpecialToken.BOS), textOf(SpecialToken.EOS), surroundings.clock());
        List<TextPart> parts = new ArrayList<>();
        for (PromptPart part : template.render(request, options).parts()) {
            parts.add(new TextPart(part.text(), part.trusted()));
        }
        return tokenizer.withBos(tokenizer.encode(parts));
    }

    private String textOf(SpecialToken token) {
        OptionalInt id = tokenizer.id(token);
        return id.isPresent() ? tokenizer.vocabulary().tokens().text(id.getAsInt()) : "";
    }

    /**
     * A conversation with a session of its own; the caller closes it.
     *
     * @throws GenerationUnavailableException if this model makes no text
     * @throws ChatUnavailableException if the model has no chat template
     * @throws hearth.chat.TemplateException if its template can't be parsed
     */
    public Chat chat(ChatOptions options) {
        requireGenerates();
        ChatTemplate template = chatTemplate()
                .orElseThrow(() -> new ChatUnavailableException(metadata.fileName() + ": the model has no chat template"));
        return new Chat(this, template, session(), options);
    }

    /** Frees the weights, after the step that runs; sessions that are still open can't go on. */
    @Override
    public void close() {
        if (model.release()) {
            surroundings.ledger().released(memory.residentBytes());
        }
    }
}
