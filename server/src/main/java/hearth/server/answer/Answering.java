package hearth.server.answer;

import hearth.engine.GenerationSettings;
import hearth.engine.sampling.SamplingOptions;
import hearth.server.call.AnswerEvent;
import hearth.server.call.AnswerEvent.Started;
import hearth.server.call.AnswerFormat;
import hearth.server.call.AnswerOptions;
import hearth.server.call.ApiException;
import hearth.server.call.ApiException.Kind;
import hearth.server.call.Caller;
import hearth.server.call.ChatCall;
import hearth.server.call.CompletionCall;
import hearth.server.call.EmbeddingAnswer;
import hearth.server.call.EmbeddingCall;
import hearth.server.call.Thinking;
import hearth.server.call.ToolChoice;
import hearth.server.model.ModelDirectory;
import hearth.server.model.ModelFacts;
import hearth.server.model.ModelLease;
import hearth.server.model.ModelLoader.LoadWish;
import hearth.server.model.ModelPool;
import hearth.server.model.ModelRunner;
import hearth.server.model.RunEvent;
import hearth.server.model.RunRequest;
import hearth.server.model.ServedModel;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** Answers calls. Works on the caller's thread and watches whether the caller is still there. Thread-safe. */
public final class Answering {
    private static final Duration PATIENCE = Duration.ofMillis(20);

    private final ModelDirectory directory;
    private final ModelPool pool;
    private final AnswerObserver observer;

    public Answering(ModelDirectory directory, ModelPool pool, AnswerObserver observer) {
        this.directory = directory;
        this.pool = pool;
        this.observer = observer;
    }

    /**
     * Answers a conversation.
     *
     * @throws ApiException why it can't; what ran is cancelled
     * @throws IOException what the sink threw; what ran is cancelled
     */
    public void chat(ChatCall call, Caller caller, AnswerSink sink) throws IOException {
        AnswerClock clock = new AnswerClock();
        if (call.messages().isEmpty()) {
            throw ApiException.invalid("messages", "must not be empty");
        }
        ServedModel model = directory.require(call.model());
        GenerationSettings settings = settings(model, call.options());
        try (ModelLease lease = pool.acquire(model, wish(settings), call.keepAlive(), caller)) {
            clock.loaded(lease.loadNanos());
            ModelRunner.RenderedChat prompt = prompt(call, model, lease.runner());
            Optional<AnswerParsers> parsers = parsers(call, lease.runner(), prompt);
            AnswerOptions options = call.options().withFormat(shape(call, lease.runner(), prompt));
            Optional<ThinkingLimit.Budget> budget = ThinkingLimit.Budget.of(call, lease.runner());
            run(new Job(model, lease.runner(), prompt.ids(), options, settings, parsers, budget, clock), caller, sink);
        }
    }

    /** The prompt that {@link #chat} would run; throws as it does. */
    public ModelRunner.RenderedChat render(ChatCall call, Caller caller) {
        ServedModel model = directory.require(call.model());
        GenerationSettings settings = settings(model, call.options());
        try (ModelLease lease = pool.acquire(model, wish(settings), call.keepAlive(), caller)) {
            return prompt(call, model, lease.runner());
        }
    }

    private static ModelRunner.RenderedChat prompt(ChatCall call, ServedModel model, ModelRunner runner) {
        if (!runner.facts().canChat() && call.plainPrompt().isPresent()) {
            String text = call.plainPrompt().get();
            return new ModelRunner.RenderedChat(runner.promptIds(text), text);
        }
        requireAbilities(call, model, runner.facts());
        return Prompts.of(call, model, runner);
    }

    /** Continues a text; throws as {@link #chat} does. */
    public void complete(CompletionCall call, Caller caller, AnswerSink sink) throws IOException {
        AnswerClock clock = new AnswerClock();
        ServedModel model = directory.require(call.model());
        GenerationSettings settings = settings(model, call.options());
        try (ModelLease lease = pool.acquire(model, wish(settings), call.keepAlive(), caller)) {
            clock.loaded(lease.loadNanos());
            int[] ids = switch (call.prompt()) {
                case CompletionCall.Prompt.Text text -> lease.runner().promptIds(text.text());
                case CompletionCall.Prompt.Ids given -> given.ids();
            };
            run(new Job(model, lease.runner(), ids, call.options(), settings, Optional.empty(), Optional.empty(), clock), caller, sink);
        }
    }

    /** Asks a loaded model something else; throws as {@link #chat} does. */
    public <T> T ask(String name, Caller caller, Function<ModelRunner, T> question) {
        try (ModelLease lease = pool.acquire(directory.require(name), LoadWish.USUAL, Optional.empty(), caller)) {
            return question.apply(lease.runner());
        }
    }

    /** Makes vectors; throws as {@link #chat} does. */
    public EmbeddingAnswer embed(EmbeddingCall call, Caller caller) {
        AnswerClock clock = new AnswerClock();
        ServedModel model = directory.require(call.model());
        try (ModelLease lease = pool.acquire(model, new LoadWish(call.contextLength().orElse(0)), call.keepAlive(), caller)) {
            clock.loaded(lease.loadNanos());
            List<float[]> vectors = new ArrayList<>();
            int tokens = 0;
            for (ModelRunner.Embedding embedding : lease.runner().embed(call.inputs(), call.truncates(), caller)) {
                vectors.add(call.dimensions().isPresent()
                        ? Vectors.cut(embedding.vector(), call.dimensions().getAsInt())
                        : embedding.vector());
                tokens += embedding.tokens();
            }
            return new EmbeddingAnswer(vectors, tokens, clock.loadNanos(), clock.elapsedNanos());
        }
    }

    private record Job(
            ServedModel model,
            ModelRunner runner,
            int[] promptIds,
            AnswerOptions options,
            GenerationSettings settings,
            Optional<AnswerParsers> parsers,
            Optional<ThinkingLimit.Budget> budget,
            AnswerClock clock) {}

    /** Readers of the answer; none if it can only be text. */
    private static Optional<AnswerParsers> parsers(ChatCall call, ModelRunner runner, ModelRunner.RenderedChat prompt) {
        List<Map<String, Object>> tools = call.toolChoice().mode() == ToolChoice.Mode.NONE ? List.of() : call.tools();
        boolean needed = runner.facts().canChat() && (runner.answerFormat().thinks() || !tools.isEmpty());
        return needed ? Optional.of(new AnswerParsers(runner.answerFormat(), prompt.text(), tools)) : Optional.empty();
    }

    /** Defaults, then the model's parameters, then the call's. */
    private static GenerationSettings settings(ServedModel model, AnswerOptions options) {
        GenerationSettings settings = GenerationSettings.defaults().withModelParameters(model.details().parameters());
        for (Map.Entry<String, Object> setting : options.settings().entrySet()) {
            try {
                settings = settings.with(setting.getKey(), setting.getValue());
            } catch (IllegalArgumentException e) {
                throw new ApiException(Kind.INVALID_REQUEST, setting.getKey() + ": " + e.getMessage(), e);
            }
        }
        return settings;
    }

    private static LoadWish wish(GenerationSettings settings) {
        return new LoadWish(settings.contextLength());
    }

    private static void requireAbilities(ChatCall call, ServedModel model, ModelFacts facts) {
        if (!facts.canChat()) {
            throw new ApiException(Kind.INVALID_REQUEST, '"' + call.model() + "\" does not support chat");
        }
        if (!call.tools().isEmpty() && call.toolChoice().mode() != ToolChoice.Mode.NONE && !facts.usesTools()) {
            throw new ApiException(Kind.INVALID_REQUEST, model.name() + " does not support tools");
        }
        boolean wantsThinking = call.thinking().mode() == Thinking.Mode.ON && call.thinking().required();
        if (wantsThinking && !facts.thinks()) {
            throw new ApiException(Kind.INVALID_REQUEST, '"' + call.model() + "\" does not support thinking");
        }
    }

    /** The shape of the whole answer. Reasoning that the prompt has begun, or that is wanted, comes before it. */
    private static AnswerFormat shape(ChatCall call, ModelRunner runner, ModelRunner.RenderedChat prompt) {
        AnswerFormat shape = ToolRules.format(call);
        if (shape instanceof AnswerFormat.Text || !runner.facts().canChat() || !runner.answerFormat().thinks()) {
            return shape;
        }
        boolean begun = runner.answerFormat().isThinkingBegunIn(prompt.text());
        boolean wanted = Prompts.thinking(call).mode() != Thinking.Mode.OFF;
        return begun || wanted ? new AnswerFormat.AfterThinking(shape, begun) : shape;
    }

    private void run(Job job, Caller caller, AnswerSink sink) throws IOException {
        List<ChoiceRun> choices = new ArrayList<>();
        try {
            for (int i = 0; i < job.options().choices(); i++) {
                int choice = i;
                OutputReader reader = job.parsers().<OutputReader>map(parsers -> new ParsedReader(choice, parsers.parser()))
                        .orElseGet(() -> new PlainReader(choice));
                RunRequest request = request(job, i);
                Optional<ThinkingLimit> limit = job.budget().map(budget -> new ThinkingLimit(budget, job.runner(), request));
                choices.add(new ChoiceRun(i, job.promptIds(), job.runner().start(request), reader, limit, job.clock()));
            }
            sink.on(new Started(job.promptIds().length, job.clock().loadNanos()));
            pump(job, choices, caller, sink);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ApiException(Kind.CLIENT_GONE, "request canceled", e);
        } finally {
            choices.forEach(choice -> choice.run().cancel());
        }
    }

    private static RunRequest request(Job job, int choice) {
        GenerationSettings settings = job.settings();
        SamplingOptions sampling = settings.sampling();
        if (choice > 0 && sampling.seed() >= 0) {
            // Answers with one seed would all be the same.
            sampling = sampling.withSeed((sampling.seed() + choice) & 0xFFFF_FFFFL);
        }
        AnswerFormat format = job.options().format();
        return new RunRequest(job.promptIds(), sampling, settings.maxTokens(), settings.stopSequences(), format,
                job.options().topLogprobs(), job.options().logitBias(), job.parsers().isPresent());
    }

    /** Reads all runs in turn until the last is over. */
    private void pump(Job job, List<ChoiceRun> choices, Caller caller, AnswerSink sink)
            throws IOException, InterruptedException {
        List<ChoiceRun> open = new ArrayList<>(choices);
        Duration patience = PATIENCE.dividedBy(choices.size());
        while (!open.isEmpty()) {
            for (ChoiceRun choice : List.copyOf(open)) {
                Optional<RunEvent> event = choice.run().next(patience);
                if (event.isPresent()) {
                    tell(job, choice.on(event.get()), sink);
                }
                if (choice.isOver()) {
                    open.remove(choice);
                }
            }
            if (!open.isEmpty() && caller.hasLeft()) {
                throw new ApiException(Kind.CLIENT_GONE, "request canceled");
            }
        }
    }

    private void tell(Job job, List<AnswerEvent> events, AnswerSink sink) throws IOException {
        for (AnswerEvent event : events) {
            if (event instanceof AnswerEvent.Finished finished) {
                observer.completed(job.model().name(), finished.end().usage(), job.clock().firstTokenNanos());
            }
            sink.on(event);
        }
    }
}
