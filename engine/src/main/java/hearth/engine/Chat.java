package hearth.engine;

import hearth.chat.ChatRequest;
import hearth.chat.ChatTemplate;
import hearth.chat.Message;
import hearth.chat.answer.AnswerEvent;
import hearth.chat.answer.AnswerFormat;
import hearth.chat.answer.AnswerParser;
import hearth.engine.generate.Cancellation;
import hearth.engine.generate.GenerationEvent;
import hearth.engine.generate.GenerationRequest;
import hearth.engine.generate.GenerationResult;
import hearth.engine.generate.Session;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** A conversation with a model: keeps the messages and renders them through the model's template. For one thread at a time. */
public final class Chat implements AutoCloseable {
    private final Model model;
    private final ChatTemplate template;
    private final AnswerFormat format;
    private final Session session;
    private final List<Message> messages = new ArrayList<>();
    private ChatOptions options;

    /** Takes the session over and closes it. */
    Chat(Model model, ChatTemplate template, Session session, ChatOptions options) {
        this.model = model;
        this.template = template;
        this.format = AnswerFormat.withoutTools(template);
        this.session = session;
        this.options = options;
        clear();
    }

    /** All messages so far, oldest first. */
    public List<Message> messages() {
        return List.copyOf(messages);
    }

    /** Forgets everything but the system prompt. */
    public void clear() {
        messages.clear();
        options.systemPrompt().ifPresent(text -> messages.add(Message.system(text)));
    }

    /** Changes how the next answers are made; the conversation stays, its system prompt is exchanged. */
    public void reconfigure(ChatOptions next) {
        options = next;
        restore(List.copyOf(messages));
    }

    /** Takes up an earlier conversation; its system messages give way to this chat's own. */
    public void restore(List<Message> earlier) {
        clear();
        earlier.stream().filter(message -> !message.role().equals(Message.SYSTEM)).forEach(messages::add);
    }

    /** As {@link #send(String, Cancellation, Consumer)}, not to be cancelled. */
    public GenerationResult send(String text, Consumer<GenerationEvent> listener) {
        return send(text, new Cancellation(), listener);
    }

    /**
     * Adds a user message, has the model answer, and adds the answer, as far as it came if it was cancelled. After an exception
     * the conversation is as it was before. The events are the answer as it was written, reasoning and its marks included.
     *
     * @throws hearth.engine.generate.PromptTooLongException if the conversation exceeds the context
     * @throws hearth.chat.TemplateException if the template refuses it
     */
    public GenerationResult send(String text, Cancellation cancellation, Consumer<GenerationEvent> listener) {
        return run(text, cancellation, listener, event -> {});
    }

    /** As {@link #send(String, Cancellation, Consumer)}, with the answer taken apart: the reasoning, then the text. */
    public GenerationResult ask(String text, Cancellation cancellation, Consumer<AnswerEvent> listener) {
        return run(text, cancellation, event -> {}, listener);
    }

    /** Whether the model marks its reasoning. */
    public boolean thinks() {
        return format.thinks();
    }

    private GenerationResult run(
            String text, Cancellation cancellation, Consumer<GenerationEvent> raw, Consumer<AnswerEvent> listener) {
        List<Message> next = new ArrayList<>(messages);
        next.add(Message.user(text));
        int[] promptIds = promptIds(next);
        GenerationRequest request = new GenerationRequest(
                        promptIds, options.sampling(), options.maxTokens(), options.stopSequences(), cancellation)
                .withRules(options.rules())
                .withShowsControls(format.thinks());
        AnswerParser parser = format.parser(model.tokenizer().decode(promptIds, true), List.of());
        AnswerRecord answer = new AnswerRecord(listener);
        GenerationResult result = session.generate(request, event -> {
            raw.accept(event);
            if (event instanceof GenerationEvent.Token token) {
                parser.push(token.text(), answer);
            }
        });
        parser.finish(answer);
        next.add(answer.message());
        messages.clear();
        messages.addAll(next);
        return result;
    }

    /** Passes the parts of an answer on and keeps them for the conversation. */
    private static final class AnswerRecord implements Consumer<AnswerEvent> {
        private final Consumer<AnswerEvent> listener;
        private final StringBuilder text = new StringBuilder();
        private final StringBuilder thinking = new StringBuilder();

        AnswerRecord(Consumer<AnswerEvent> listener) {
            this.listener = listener;
        }

        @Override
        public void accept(AnswerEvent event) {
            if (event instanceof AnswerEvent.Text part) {
                text.append(part.text());
            } else if (event instanceof AnswerEvent.Thinking part) {
                thinking.append(part.text());
            }
            listener.accept(event);
        }

        Message message() {
            Message message = Message.assistant(text.toString());
            return thinking.isEmpty() ? message : message.withThinking(thinking.toString());
        }
    }

    private int[] promptIds(List<Message> conversation) {
        List<Message> kept = new ArrayList<>(conversation);
        int[] ids = model.promptIds(template, request(kept));
        while (options.forgetsOldest() && ids.length > session.contextLength() && forgetOldest(kept)) {
            ids = model.promptIds(template, request(kept));
        }
        return ids;
    }

    private ChatRequest request(List<Message> kept) {
        return new ChatRequest(kept, List.of(), true, options.variables());
    }

    /** Drops the oldest message that is neither the system's nor the last; returns false if there is none. */
    private static boolean forgetOldest(List<Message> kept) {
        for (int i = 0; i < kept.size() - 1; i++) {
            if (!kept.get(i).role().equals(Message.SYSTEM)) {
                kept.remove(i);
                // An answer without its question would break templates that want roles to alternate.
                while (i < kept.size() - 1 && !kept.get(i).role().equals(Message.USER)) {
                    kept.remove(i);
                }
                return true;
            }
        }
        return false;
    }

    /** Frees the session. */
    @Override
    public void close() {
        session.close();
    }
}
