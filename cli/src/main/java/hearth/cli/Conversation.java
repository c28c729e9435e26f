package hearth.cli;

import hearth.chat.Message;
import hearth.chat.answer.AnswerEvent;
import hearth.engine.Chat;
import hearth.engine.ChatOptions;
import hearth.engine.GenerationSettings;
import hearth.engine.generate.Cancellation;
import hearth.engine.generate.GenerationResult;
import hearth.engine.sampling.TokenRules;
import hearth.store.ModelDetails;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/** A chat with a model in this process. */
final class Conversation implements Talk {
    private final Services services;
    private LoadedModel loaded;
    private Chat chat;
    private GenerationSettings settings;
    private final Map<String, Object> chosen;
    private Optional<String> system;
    private String format = "";
    private String think;

    private Conversation(Services services, LoadedModel loaded, Optional<String> system, Map<String, Object> chosen) {
        this.services = services;
        this.loaded = loaded;
        this.settings = loaded.settings();
        this.system = system;
        this.chosen = new LinkedHashMap<>(chosen);
        this.chat = loaded.model().chat(options());
    }

    /**
     * Begins one; without {@code system} the model's own system text holds.
     *
     * @param chosen the parameters among the settings that the user gave
     */
    static Conversation open(Services services, LoadedModel loaded, Optional<String> system, Map<String, Object> chosen) {
        ModelDetails own = loaded.located().details().orElse(ModelDetails.none());
        Conversation conversation = new Conversation(services, loaded, system.or(own::system), chosen);
        try {
            conversation.chat.restore(own.messages().stream().map(ChatSaving::message).toList());
            return conversation;
        } catch (RuntimeException e) {
            conversation.chat.close();
            throw e;
        }
    }

    @Override
    public LocatedModel located() {
        return loaded.located();
    }

    @Override
    public long loadNanos() {
        return loaded.loadNanos();
    }

    LoadedModel loaded() {
        return loaded;
    }

    @Override
    public Optional<String> system() {
        return system;
    }

    @Override
    public List<Message> messages() {
        return chat.messages();
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
        ModelDetails own = loaded.located().details().orElse(ModelDetails.none());
        Map<String, Object> parameters = new LinkedHashMap<>(own.parameters());
        parameters.putAll(chosen);
        return own.with(system.filter(text -> !text.isEmpty()), parameters, ChatSaving.stored(messages()));
    }

    @Override
    public GenerationResult answer(String text, Cancellation cancellation, Consumer<AnswerEvent> listener) {
        return chat.ask(text, cancellation, listener);
    }

    @Override
    public void format(String next) {
        TokenRules rules = FormatArgument.rules(services.io(), loaded.model(), next);
        format = next;
        chat.reconfigure(options(settings).withRules(rules));
    }

    @Override
    public void think(String next) {
        ThinkArgument.variables(next);
        if (next != null && !chat.thinks()) {
            throw new CommandException("this model does not mark its thinking, so it can't be asked for it");
        }
        think = next;
        chat.reconfigure(options());
    }

    @Override
    public void system(String text) {
        system = text.isEmpty() ? Optional.empty() : Optional.of(text);
        chat.reconfigure(options());
    }

    /** One that concerns loading loads the model again. */
    @Override
    public void set(String name, Object value) {
        GenerationSettings next = settings.with(name, value);
        if (needsLoading(next)) {
            replace(LoadedModel.open(services, loaded.located(), next));
        } else {
            settings = next;
            chat.reconfigure(options());
        }
        chosen.put(name, typed(value));
    }

    /** A number that was typed is kept as one, as Ollama wants its parameters. */
    private static Object typed(Object value) {
        if (!(value instanceof String text)) {
            return value;
        }
        try {
            return Long.valueOf(text);
        } catch (NumberFormatException notWhole) {
            try {
                return Double.valueOf(text);
            } catch (NumberFormatException noNumber) {
                return text;
            }
        }
    }

    private boolean needsLoading(GenerationSettings next) {
        return next.contextLength() != settings.contextLength() || next.batchSize() != settings.batchSize()
                || next.threads() != settings.threads();
    }

    private void replace(LoadedModel next) {
        List<Message> messages = chat.messages();
        Chat nextChat;
        try {
            nextChat = next.model().chat(options(next.settings()));
        } catch (RuntimeException e) {
            next.close();
            throw e;
        }
        close();
        loaded = next;
        settings = next.settings();
        chat = nextChat;
        chat.restore(messages);
    }

    @Override
    public void clear() {
        chat.clear();
    }

    private ChatOptions options() {
        return options(settings);
    }

    private ChatOptions options(GenerationSettings with) {
        TokenRules rules = FormatArgument.rules(services.io(), loaded.model(), format);
        return new ChatOptions(
                system, with.sampling(), with.maxTokens(), with.stopSequences(), rules, ThinkArgument.variables(think), true);
    }

    @Override
    public void close() {
        chat.close();
        loaded.close();
    }
}
