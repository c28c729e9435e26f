package hearth.server.engine;

import hearth.chat.ChatRequest;
import hearth.chat.ChatTemplate;
import hearth.chat.TemplateException;
import hearth.chat.answer.AnswerFormat;
import hearth.engine.EmbeddingUnavailableException;
import hearth.engine.Model;
import hearth.engine.embed.EmbedOptions;
import hearth.engine.embed.Embedder;
import hearth.engine.embed.Pooling;
import hearth.engine.embed.Reranker;
import hearth.engine.generate.Cancellation;
import hearth.engine.generate.GenerationRequest;
import hearth.engine.generate.PromptTooLongException;
import hearth.engine.generate.QueueFullException;
import hearth.engine.generate.Scheduler;
import hearth.engine.generate.SchedulerClosedException;
import hearth.engine.generate.SchedulerOptions;
import hearth.engine.sampling.TokenRules;
import hearth.engine.sampling.UnusableLogitsException;
import hearth.server.call.ApiException;
import hearth.server.call.ApiException.Kind;
import hearth.server.call.Caller;
import hearth.server.call.EmbeddingInputs;
import hearth.server.model.ModelFacts;
import hearth.server.model.ModelRunner;
import hearth.server.model.RunRequest;
import hearth.tokenizer.Tokenizer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** A model of the engine with its scheduler. */
final class EngineRunner implements ModelRunner {
    private static final int EMBEDDING_BATCH = 8;

    private final String name;
    private final Model model;
    private final Optional<Scheduler> scheduler;
    private final Optional<Embedder> embedder;
    private final AnswerFormat answerFormat;
    private final Optional<ChatTemplate> template;
    private final Optional<TemplateException> templateFault;
    private final ModelFacts facts;
    private final Constraints constraints;

    /** Takes the model over and closes it. */
    EngineRunner(String name, Model model, SchedulerOptions options, long memoryBytes) {
        this.name = name;
        this.model = model;
        Optional<ChatTemplate> parsed = Optional.empty();
        Optional<TemplateException> fault = Optional.empty();
        try {
            parsed = model.chatTemplate();
        } catch (TemplateException e) {
            // The model can still complete text; who wants to chat is told.
            fault = Optional.of(e);
        }
        this.template = parsed;
        this.templateFault = fault;
        this.answerFormat = parsed.map(AnswerFormat::of).orElseGet(AnswerFormat::plain);
        this.constraints = new Constraints(model, ToolSyntaxes.of(parsed, answerFormat), answerFormat);
        this.embedder = embedder(model);
        this.scheduler = model.generates() ? Optional.of(model.scheduler(options)) : Optional.empty();
        this.facts = new ModelFacts(
                model.contextLength(),
                model.tokenizer().size(),
                options.slots(),
                memoryBytes,
                parsed.isPresent() && model.generates(),
                answerFormat.callsTools(),
                answerFormat.thinks() || parsed.map(ChatTemplate::usesThinking).orElse(false),
                embedder.isPresent(),
                embedder.map(each -> each.pooling() == Pooling.RANK).orElse(false));
    }

    private static Optional<Embedder> embedder(Model model) {
        try {
            return Optional.of(model.embedder());
        } catch (EmbeddingUnavailableException e) {
            return Optional.empty();
        }
    }

    @Override
    public ModelFacts facts() {
        return facts;
    }

    @Override
    public RenderedChat render(ChatRequest request) {
        ChatTemplate usable = template.orElseThrow(() -> templateFault
                .map(fault -> new ApiException(Kind.INTERNAL, "the chat template of " + name + " can't be used: " + fault.getMessage()))
                .orElseGet(() -> new ApiException(Kind.INVALID_REQUEST, '"' + name + "\" does not support chat")));
        try {
            int[] ids = model.promptIds(usable, request);
            return new RenderedChat(ids, model.tokenizer().decode(ids, true));
        } catch (TemplateException e) {
            throw new ApiException(Kind.INVALID_REQUEST, "the chat template of " + name + " refuses this conversation: " + e.getMessage(), e);
        }
    }

    @Override
    public int[] promptIds(String text) {
        Tokenizer tokenizer = model.tokenizer();
        return tokenizer.withBos(tokenizer.encode(text, true));
    }

    @Override
    public int[] tokenize(String text, boolean parseSpecial) {
        return model.tokenizer().encode(text, parseSpecial);
    }

    @Override
    public int[] withEnds(int[] ids) {
        return model.tokenizer().withEos(model.tokenizer().withBos(ids));
    }

    @Override
    public String detokenize(int[] ids, boolean renderSpecial) {
        return model.tokenizer().decode(ids, renderSpecial);
    }

    @Override
    public Run start(RunRequest request) {
        try {
            GenerationRequest generation = new GenerationRequest(
                    request.promptIds(),
                    request.sampling(),
                    rules(request),
                    request.maxTokens(),
                    request.stopSequences(),
                    request.topLogprobs().orElse(GenerationRequest.NO_LOGPROBS),
                    request.showsControls(),
                    new Cancellation());
            Scheduler usable = scheduler.orElseThrow(
                    () -> new ApiException(Kind.INVALID_REQUEST, '"' + name + "\" does not support generate"));
            return new EngineRun(usable.submit(generation), model.tokenizer());
        } catch (QueueFullException e) {
            throw ApiException.overloaded(
                    "server busy, please try again: " + e.queueLimit() + " requests wait", (int) e.retryAfter().toSeconds());
        } catch (SchedulerClosedException e) {
            throw ApiException.overloaded("the model is being unloaded", 1);
        } catch (PromptTooLongException e) {
            throw new ApiException(Kind.CONTEXT_EXCEEDED, "the prompt is longer than the context length: it has " + e.promptTokens()
                    + " tokens, the context holds " + e.contextLength(), e);
        } catch (IllegalArgumentException e) {
            throw new ApiException(Kind.INVALID_REQUEST, e.getMessage(), e);
        }
    }

    private TokenRules rules(RunRequest request) {
        TokenRules rules = TokenRules.none().withBias(request.logitBias());
        return constraints.of(request.format()).map(rules::withConstraint).orElse(rules);
    }

    @Override
    public AnswerFormat answerFormat() {
        return answerFormat;
    }

    @Override
    public List<Embedding> embed(EmbeddingInputs inputs, boolean truncates, Caller caller) {
        Embedder usable = usableEmbedder();
        EmbedOptions options = EmbedOptions.defaults().withTruncate(truncates);
        return switch (inputs) {
            case EmbeddingInputs.Texts texts -> inBatches(texts.texts(), batch -> usable.embed(batch, options), caller);
            case EmbeddingInputs.Ids given -> inBatches(given.ids(), batch -> usable.embedTokens(batch, options), caller);
        };
    }

    @Override
    public List<Embedding> rank(String query, List<String> documents, boolean truncates, Caller caller) {
        EmbedOptions options = EmbedOptions.defaults().withTruncate(truncates);
        try {
            Reranker reranker = model.reranker();
            return inBatches(documents, batch -> reranker.score(query, batch, options), caller);
        } catch (EmbeddingUnavailableException e) {
            throw new ApiException(Kind.UNSUPPORTED, '"' + name + "\" is no reranker: " + e.getMessage(), e);
        }
    }

    private Embedder usableEmbedder() {
        return embedder.orElseThrow(() -> new ApiException(Kind.UNSUPPORTED, '"' + name + "\" does not support embeddings"));
    }

    private static <T> List<Embedding> inBatches(
            List<T> inputs, Function<List<T>, List<hearth.engine.embed.Embedding>> embedding, Caller caller) {
        List<Embedding> embeddings = new ArrayList<>();
        try {
            for (int start = 0; start < inputs.size(); start += EMBEDDING_BATCH) {
                if (caller.hasLeft()) {
                    throw new ApiException(Kind.CLIENT_GONE, "request canceled");
                }
                List<T> batch = inputs.subList(start, Math.min(inputs.size(), start + EMBEDDING_BATCH));
                embedding.apply(batch).forEach(each -> embeddings.add(new Embedding(each.row(0), each.tokenCount())));
            }
            return embeddings;
        } catch (PromptTooLongException e) {
            throw new ApiException(Kind.CONTEXT_EXCEEDED, "the input length exceeds the context length: it has " + e.promptTokens()
                    + " tokens, the context holds " + e.contextLength(), e);
        } catch (IllegalArgumentException | UnusableLogitsException e) {
            throw new ApiException(Kind.INVALID_REQUEST, e.getMessage(), e);
        }
    }

    @Override
    public Load load() {
        return scheduler.map(Scheduler::status)
                .map(status -> new Load(status.running(), status.queued()))
                .orElse(new Load(0, 0));
    }

    @Override
    public void close() {
        scheduler.ifPresent(Scheduler::close);
        model.close();
    }
}
