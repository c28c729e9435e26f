package hearth.cli;

import hearth.chat.ContentPart;
import hearth.chat.Message;
import hearth.json.Json;
import hearth.store.Cancellation;
import hearth.store.Manifest;
import hearth.store.ModelDetails;
import hearth.store.ModelDraft;
import hearth.store.ModelName;
import hearth.store.ModelReference;
import hearth.store.ModelStore;
import hearth.store.StoredModel;
import hearth.store.pull.FileImport;
import hearth.workshop.huggingface.HuggingFaceFolder;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Makes a stored model of a chat: what it runs on, with the chat's system text, parameters and messages. */
final class ChatSaving {
    private final Services services;

    ChatSaving(Services services) {
        this.services = services;
    }

    /** Saves it; a model of this name is replaced. */
    StoredModel save(Talk conversation, String name) {
        ModelName target = target(name);
        ModelStore store = services.store();
        Manifest base = base(conversation.located());
        ModelDetails details = conversation.details();
        return new ModelDraft(store, base)
                .system(details.system().orElse(""))
                .parameters(details.parameters())
                .messages(details.messages())
                .publish(target);
    }

    private static ModelName target(String name) {
        if (ModelReference.parse(name) instanceof ModelReference.RegistryModel(ModelName target)) {
            return target;
        }
        throw new CommandException("'" + name + "' means something that is pulled, or a file; a saved model needs a plain name");
    }

    private Manifest base(LocatedModel model) {
        int stored = model.stored().map(found -> ModelLocator.adapterLayers(found).size()).orElse(0);
        if (model.adapters().size() > stored) {
            throw new CommandException("a chat with --lora can't be saved; 'hearth lora merge' makes one model of both");
        }
        if (model.stored().isPresent()) {
            return model.stored().get().manifest();
        }
        if (HuggingFaceFolder.isAt(model.weights())) {
            throw new CommandException("a folder of safetensors can't be saved; 'hearth convert' makes a GGUF file of it");
        }
        try (ProgressDisplay display = new ProgressDisplay(services.io())) {
            return new FileImport(services.store(), services.downloadOptions())
                    .copy(model.weights(), (done, total) -> display.bar("copying weights:", done, total), new Cancellation());
        }
    }

    /** Messages as Ollama's store has them; the system text has a place of its own. */
    static List<Object> stored(List<Message> messages) {
        return messages.stream().filter(message -> !message.role().equals(Message.SYSTEM)).<Object>map(ChatSaving::stored).toList();
    }

    private static Map<String, Object> stored(Message message) {
        Map<String, Object> stored = new LinkedHashMap<>();
        stored.put("role", message.role());
        stored.put("content", text(message));
        message.thinking().ifPresent(thinking -> stored.put("thinking", thinking));
        return stored;
    }

    static String text(Message message) {
        return message.content().stream()
                .map(part -> part instanceof ContentPart.Text text ? text.text() : "")
                .collect(Collectors.joining());
    }

    /** Reads such a message. */
    static Message message(Object stored) {
        if (stored instanceof Map<?, ?> map && map.get("role") instanceof String role && map.get("content") instanceof String text) {
            Message message = Message.of(role, text);
            return map.get("thinking") instanceof String thinking && !thinking.isEmpty() ? message.withThinking(thinking) : message;
        }
        throw new CommandException("a stored message of the model has no role or no content: " + Json.write(stored));
    }
}
