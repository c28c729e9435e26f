package hearth.cli;

import hearth.chat.ChatRequest;
import hearth.chat.ChatTemplate;
import hearth.chat.ContentPart;
import hearth.chat.Message;
import hearth.chat.answer.AnswerFormat;
import hearth.server.call.AnswerEnd;
import hearth.server.call.ApiException;
import hearth.server.call.Caller;
import hearth.server.call.EmbeddingInputs;
import hearth.server.model.ModelFacts;
import hearth.server.model.ModelRunner;
import hearth.server.model.RunEvent;
import hearth.server.model.RunRequest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A model that says what it is told: the text behind {@code say:} in the last question, or behind {@code slowly:} with pauses. Its
 * tokens are words, those of its prompts characters. Whatever a real model could write reaches the pages as from a real model.
 */
final class ToldModel implements ModelRunner {
    private static final Duration PAUSE = Duration.ofMillis(60);
    private static final Pattern TOLD = Pattern.compile("(say|slowly): ?(.*?)\uE000", Pattern.DOTALL);
    private static final char END = '\uE000';
    private static final Pattern WORD = Pattern.compile("\\s*\\S+|\\s+");
    /** Its file's too, so that the pages know that it takes tools. */
    static final String TEMPLATE = "{%- if tools %}{% for tool in tools %}{{ tool | tojson }}{% endfor %}{% endif -%}"
            + "{%- for m in messages -%}{{ m.role }}: {{ m.content }}{% for call in m.tool_calls or [] %}<tool_call>\n"
            + "{\"name\": \"{{ call.function.name }}\", \"arguments\": {{ call.function.arguments | tojson }}}\n</tool_call>{% endfor %}{%- endfor -%}";

    private final ModelFacts facts;
    private final AtomicInteger running = new AtomicInteger();
    private volatile boolean closed;

    ToldModel(long bytes) {
        facts = new ModelFacts(1 << 20, 0x110000, 4, bytes, true, true, false, false, false);
    }

    @Override
    public ModelFacts facts() {
        return facts;
    }

    /** Each message ends with a character that no text of the stories has. */
    @Override
    public RenderedChat render(ChatRequest request) {
        StringBuilder text = new StringBuilder();
        for (Message message : request.messages()) {
            text.append(message.role()).append('\n');
            message.content().forEach(part -> text.append(part instanceof ContentPart.Text(String own) ? own : ""));
            text.append(END);
        }
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
        return ids.clone();
    }

    @Override
    public String detokenize(int[] ids, boolean renderSpecial) {
        return new String(ids, 0, ids.length);
    }

    @Override
    public AnswerFormat answerFormat() {
        return AnswerFormat.of(ChatTemplate.parse(TEMPLATE));
    }

    @Override
    public Run start(RunRequest request) {
        Matcher told = TOLD.matcher(detokenize(request.promptIds(), true));
        String text = "Nothing was told.";
        boolean slowly = false;
        while (told.find()) {
            slowly = told.group(1).equals("slowly");
            text = told.group(2);
        }
        List<String> words = WORD.matcher(text).results().map(result -> result.group()).toList();
        running.incrementAndGet();
        return new Told(request, words, slowly);
    }

    @Override
    public List<Embedding> embed(EmbeddingInputs inputs, boolean truncates, Caller caller) {
        throw new ApiException(ApiException.Kind.UNSUPPORTED, "this model does not support embeddings");
    }

    @Override
    public List<Embedding> rank(String query, List<String> documents, boolean truncates, Caller caller) {
        throw new ApiException(ApiException.Kind.UNSUPPORTED, "this model does not rank");
    }

    @Override
    public Load load() {
        return new Load(running.get(), 0);
    }

    @Override
    public void close() {
        closed = true;
    }

    /** One answer. */
    private final class Told implements Run {
        private final List<RunEvent> events = new ArrayList<>();
        private final boolean slowly;
        private int at;

        Told(RunRequest request, List<String> words, boolean slowly) {
            this.slowly = slowly;
            int count = request.maxTokens() < 0 ? words.size() : Math.min(words.size(), request.maxTokens());
            int prompt = request.promptIds().length;
            events.add(new RunEvent.Progress(prompt, prompt));
            for (int i = 0; i < count; i++) {
                events.add(new RunEvent.Token(i, words.get(i), Optional.empty()));
            }
            AnswerEnd.Reason reason = count < words.size() ? AnswerEnd.Reason.LENGTH : AnswerEnd.Reason.STOP;
            events.add(new RunEvent.Done(reason, Optional.empty(), 0, "", count, 1, 1_000_000, 1_000_000L * (count + 1)));
        }

        @Override
        public Optional<RunEvent> next(Duration patience) throws InterruptedException {
            if (closed) {
                throw ApiException.overloaded("the model was unloaded before the answer was complete", 1);
            }
            if (at >= events.size()) {
                return Optional.empty();
            }
            RunEvent event = events.get(at++);
            if (slowly && event instanceof RunEvent.Token) {
                TimeUnit.NANOSECONDS.sleep(PAUSE.toNanos());
            }
            if (event instanceof RunEvent.Done) {
                running.decrementAndGet();
            }
            return Optional.of(event);
        }

        @Override
        public void cancel() {
            if (at < events.size()) {
                at = events.size();
                running.decrementAndGet();
            }
        }
    }
}
