package hearth.server.scripted;

import hearth.chat.ChatRequest;
import hearth.chat.ChatTemplate;
import hearth.chat.answer.AnswerFormat;
import hearth.server.call.AnswerEnd;
import hearth.server.call.ApiException;
import hearth.server.call.Caller;
import hearth.server.call.EmbeddingInputs;
import hearth.server.call.TokenLogprob;
import hearth.server.model.ModelFacts;
import hearth.server.model.ModelRunner;
import hearth.server.model.RunEvent;
import hearth.server.model.RunRequest;
import hearth.store.StoreException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/** A model that answers from a script: a token for each word. Its tokens are characters; prompts are JSON-like texts. */
public final class ScriptedRunner implements ModelRunner {
    /** Thinks and calls tools as Qwen's models do. */
    private static final String TEMPLATE =
            """
            {%- if tools %}{{ tools | tojson }}{% endif -%}
            {%- for m in messages -%}
            {{ m.role }}: {% if m.reasoning_content %}<think>{{ m.reasoning_content }}</think>{% endif %}{{ m.content }}
            {%- for c in m.tool_calls or [] %}<tool_call>
            {"name": "{{ c.function.name }}", "arguments": {{ c.function.arguments | tojson }}}
            </tool_call>{% endfor -%}
            {%- endfor -%}
            """;

    /** Runs that have not ended. */
    public final AtomicInteger running = new AtomicInteger();

    public final AtomicBoolean closed = new AtomicBoolean();
    public final List<RunRequest> requests = new ArrayList<>();
    public final List<ChatRequest> chats = new ArrayList<>();

    private final ModelFacts facts;
    private final List<String> words;
    private final List<String> laterWords;
    private final Duration pause;

    /** @param pause before each word */
    public ScriptedRunner(ModelFacts facts, List<String> words, List<String> laterWords, Duration pause) {
        this.facts = facts;
        this.words = List.copyOf(words);
        this.laterWords = laterWords.isEmpty() ? this.words : List.copyOf(laterWords);
        this.pause = pause;
    }

    @Override
    public ModelFacts facts() {
        return facts;
    }

    @Override
    public synchronized RenderedChat render(ChatRequest request) {
        chats.add(request);
        StringBuilder text = new StringBuilder();
        request.messages().forEach(message -> text.append(message.role()).append(':').append(message.content()).append('\n'));
        return new RenderedChat(promptIds(text.toString()), text.toString());
    }

    @Override
    public int[] promptIds(String text) {
        return tokenize(text, true);
    }

    @Override
    public int[] tokenize(String text, boolean parseSpecial) {
        return text.codePoints().toArray();
    }

    @Override
    public int[] withEnds(int[] ids) {
        int[] longer = java.util.Arrays.copyOf(ids, ids.length + 1);
        longer[ids.length] = '$';
        return longer;
    }

    @Override
    public String detokenize(int[] ids, boolean renderSpecial) {
        return new String(ids, 0, ids.length);
    }

    @Override
    public synchronized Run start(RunRequest request) {
        if (request.promptIds().length > facts.contextLength()) {
            throw new ApiException(ApiException.Kind.CONTEXT_EXCEEDED, "the prompt is longer than the context length");
        }
        requests.add(request);
        running.incrementAndGet();
        return new ScriptedRun(request, requests.size() == 1 ? words : laterWords);
    }

    @Override
    public AnswerFormat answerFormat() {
        return AnswerFormat.of(ChatTemplate.parse(TEMPLATE));
    }

    @Override
    public List<Embedding> embed(EmbeddingInputs inputs, boolean truncates, Caller caller) {
        if (!facts.embeds()) {
            throw new ApiException(ApiException.Kind.UNSUPPORTED, "this model does not support embeddings");
        }
        return switch (inputs) {
            // A text's vector leans to the first axis the more letters a it has.
            case EmbeddingInputs.Texts texts -> texts.texts().stream().map(text -> new Embedding(vector(text), text.length())).toList();
            case EmbeddingInputs.Ids given ->
                given.ids().stream().map(ids -> new Embedding(new float[] {0.6f, 0.8f, 0}, ids.length)).toList();
        };
    }

    private static float[] vector(String text) {
        long letters = text.chars().filter(letter -> letter == 'a').count();
        return letters < 2 ? new float[] {0.6f, 0.8f, 0} : new float[] {0.8f, 0.6f, 0};
    }

    @Override
    public List<Embedding> rank(String query, List<String> documents, boolean truncates, Caller caller) {
        return documents.stream().map(text -> new Embedding(new float[] {text.contains(query) ? 2 : -2}, text.length())).toList();
    }

    @Override
    public Load load() {
        return new Load(running.get(), 0);
    }

    @Override
    public void close() {
        closed.set(true);
    }

    private final class ScriptedRun implements Run {
        private final Deque<RunEvent> events = new ArrayDeque<>();
        private final AtomicBoolean over = new AtomicBoolean();

        ScriptedRun(RunRequest request, List<String> words) {
            int limit = request.maxTokens() < 0 ? words.size() : Math.min(words.size(), request.maxTokens());
            events.add(new RunEvent.Progress(request.promptIds().length, request.promptIds().length));
            for (int i = 0; i < limit; i++) {
                events.add(new RunEvent.Token(i, words.get(i), logprob(i, words.get(i), request)));
            }
            AnswerEnd.Reason reason = limit < words.size() ? AnswerEnd.Reason.LENGTH : AnswerEnd.Reason.STOP;
            events.add(new RunEvent.Done(reason, Optional.empty(), 1, "the rest of the prompt is new", limit, 1, 2, 3));
        }

        private Optional<TokenLogprob> logprob(int i, String word, RunRequest request) {
            if (request.topLogprobs().isEmpty()) {
                return Optional.empty();
            }
            byte[] bytes = word.getBytes(StandardCharsets.UTF_8);
            TokenLogprob plain = new TokenLogprob(i, word, bytes, -0.5f, List.of());
            return Optional.of(new TokenLogprob(i, word, bytes, -0.5f, request.topLogprobs().getAsInt() > 0 ? List.of(plain) : List.of()));
        }

        @Override
        public Optional<RunEvent> next(Duration patience) throws InterruptedException {
            if (closed.get()) {
                end();
                throw ApiException.overloaded("the model was unloaded before the answer was complete", 1);
            }
            if (events.peek() instanceof RunEvent.Token) {
                TimeUnit.NANOSECONDS.sleep(pause.toNanos());
            }
            RunEvent event = Optional.ofNullable(events.poll()).orElseThrow(() -> new StoreException("read after the end"));
            if (event instanceof RunEvent.Token token && token.text().equals("!fail!")) {
                end();
                throw new ApiException(ApiException.Kind.INTERNAL, "the script fails here");
            }
            if (event instanceof RunEvent.Done) {
                end();
            }
            return Optional.of(event);
        }

        @Override
        public void cancel() {
            end();
        }

        private void end() {
            if (over.compareAndSet(false, true)) {
                running.decrementAndGet();
            }
        }
    }
}
