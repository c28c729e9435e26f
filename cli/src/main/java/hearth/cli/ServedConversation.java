package hearth.cli;

import hearth.chat.Message;
import hearth.chat.answer.AnswerEvent;
import hearth.engine.GenerationSettings;
import hearth.engine.generate.Cancellation;
import hearth.engine.generate.FinishReason;
import hearth.engine.generate.GenerationResult;
import hearth.engine.generate.Usage;
import hearth.store.ModelDetails;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/** A chat that a running server answers; the conversation is kept here and sent each time. */
final class ServedConversation implements Talk {
    /** Settings of a process, which the server's own are. */
    private static final Set<String> OF_THE_SERVER = Set.of("num_thread", "num_batch");

    private final CommandIo io;
    private final ServedRun run;
    private final LocatedModel located;
    private final Map<String, Object> chosen;
    private final List<Message> messages = new ArrayList<>();
    private Optional<String> system;
    private boolean systemChosen;
    private String format = "";
    private String think;
    private Optional<Object> keepAlive;
    private long loadNanos;

    /**
     * @param located the same model in the store of this process
     * @param system instead of the model's own
     * @param chosen parameters that the user gave
     * @param keepAlive as the server takes it
     */
    ServedConversation(
            CommandIo io, ServedRun run, LocatedModel located, Optional<String> system, Map<String, Object> chosen, Optional<Object> keepAlive) {
        this.io = io;
        this.run = run;
        this.located = located;
        this.system = system.or(() -> located.details().flatMap(ModelDetails::system));
        this.systemChosen = system.isPresent();
        this.chosen = new LinkedHashMap<>(chosen);
        this.keepAlive = keepAlive;
    }

    /** A chat with another model, by the server too; empty if it can't. */
    static Optional<ServedConversation> open(Services services, String name) {
        try {
            if (ServedRun.chooseChat(services, name, Map.of()) instanceof ServedRun.Choice.Server(ServedRun run)) {
                run.load(Map.of());
                return Optional.of(new ServedConversation(
                        services.io(), run, services.locator().here(name), Optional.empty(), Map.of(), Optional.empty()));
            }
            return Optional.empty();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CommandException("interrupted");
        }
    }

    @Override
    public LocatedModel located() {
        return located;
    }

    @Override
    public Optional<String> system() {
        return system;
    }

    @Override
    public List<Message> messages() {
        return List.copyOf(messages);
    }

    @Override
    public Map<String, Object> chosen() {
        return Collections.unmodifiableMap(chosen);
    }

    @Override
    public boolean hasUnsavedSettings() {
        return !format.isEmpty() || think != null;
    }

    @Override
    public ModelDetails details() {
        ModelDetails own = located.details().orElse(ModelDetails.none());
        Map<String, Object> parameters = new LinkedHashMap<>(own.parameters());
        parameters.putAll(chosen);
        return own.with(system.filter(text -> !text.isEmpty()), parameters, ChatSaving.stored(messages));
    }

    @Override
    public long loadNanos() {
        return loadNanos;
    }

    @Override
    public GenerationResult answer(String text, Cancellation cancellation, Consumer<AnswerEvent> listener) {
        List<Message> next = new ArrayList<>(messages);
        next.add(Message.user(text));
        StringBuilder written = new StringBuilder();
        StringBuilder thought = new StringBuilder();
        Usage usage;
        try {
            usage = run.chat(request(next), cancellation::isCancelled, event -> {
                if (event instanceof AnswerEvent.Text part) {
                    written.append(part.text());
                } else if (event instanceof AnswerEvent.Thinking part) {
                    thought.append(part.text());
                }
                listener.accept(event);
            });
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CommandException("interrupted");
        }
        Message answer = Message.assistant(written.toString());
        next.add(thought.isEmpty() ? answer : answer.withThinking(thought.toString()));
        messages.clear();
        messages.addAll(next);
        loadNanos = usage.queueNanos();
        FinishReason reason = cancellation.isCancelled() ? FinishReason.CANCELLED : FinishReason.STOP;
        return new GenerationResult(written.toString(), new int[0], reason, Optional.empty(), usage);
    }

    private Map<String, Object> request(List<Message> conversation) {
        List<Object> written = new ArrayList<>();
        if (systemChosen) {
            written.add(Map.of("role", Message.SYSTEM, "content", system.orElse("")));
        }
        for (Message message : conversation) {
            written.add(Map.of("role", message.role(), "content", ChatSaving.text(message)));
        }
        Map<String, Object> request = new LinkedHashMap<>();
        request.put("messages", written);
        request.put("options", chosen);
        if (!format.isEmpty()) {
            request.put("format", ServedRun.format(io, format).orElseThrow());
        }
        ThinkArgument.wish(think).ifPresent(wish -> request.put("think", wish));
        keepAlive.ifPresent(value -> request.put("keep_alive", value));
        return request;
    }

    @Override
    public void format(String next) {
        String stripped = next == null ? "" : next.strip();
        if (!stripped.isEmpty() && ServedRun.format(io, stripped).isEmpty()) {
            throw new CommandException("a server takes 'json', a JSON schema or a file with one; 'hearth run --no-server' takes grammars too");
        }
        format = stripped;
    }

    @Override
    public void think(String next) {
        ThinkArgument.variables(next);
        think = next;
    }

    @Override
    public void system(String text) {
        system = text.isEmpty() ? Optional.empty() : Optional.of(text);
        systemChosen = true;
    }

    @Override
    public void set(String name, Object value) {
        if (OF_THE_SERVER.contains(name)) {
            throw new CommandException("parameter '" + name + "' is the server's own; 'hearth run --no-server' takes it");
        }
        // What is wrong with it is told now, in the words of a model in this process.
        GenerationSettings.defaults().with(name, value);
        chosen.put(name, name.equals("stop") ? value : typed(value));
    }

    private static Object typed(Object value) {
        if (!(value instanceof String text)) {
            return value;
        }
        try {
            return Long.valueOf(text);
        } catch (NumberFormatException e) {
            return Double.valueOf(text);
        }
    }

    @Override
    public void clear() {
        messages.clear();
    }

    @Override
    public void close() {
        run.close();
    }
}
