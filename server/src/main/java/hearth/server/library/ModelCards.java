package hearth.server.library;

import hearth.chat.ChatTemplate;
import hearth.chat.TemplateException;
import hearth.engine.ModelSummary;
import hearth.format.InvalidModelException;
import hearth.format.gguf.GgufFile;
import hearth.format.gguf.MetadataKeys;
import hearth.server.call.ApiException;
import hearth.server.call.ApiException.Kind;
import hearth.server.model.ServedModel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Makes cards, and remembers them: reading the header of a large vocabulary takes a tenth of a second. Thread-safe. */
final class ModelCards {
    private static final int MAX_CARDS = 1_000;

    /** By file, least recently used first; blobs never change. */
    private final Map<Path, ModelCard> cards = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Path, ModelCard> eldest) {
            return size() > MAX_CARDS;
        }
    };

    ModelCard of(ServedModel model) {
        synchronized (cards) {
            ModelCard known = cards.get(model.weights());
            if (known != null) {
                return known;
            }
        }
        ModelCard card = read(model);
        synchronized (cards) {
            cards.put(model.weights(), card);
        }
        return card;
    }

    private static ModelCard read(ServedModel model) {
        try (GgufFile file = GgufFile.open(model.weights())) {
            ModelSummary summary = ModelSummary.of(file);
            Optional<String> template = file.metadata().optionalString(MetadataKeys.Tokenizer.CHAT_TEMPLATE);
            return new ModelCard(
                    summary.architecture(),
                    summary.parameterCount(),
                    parameterSize(summary.parameterCount()),
                    summary.quantization(),
                    summary.trainedContextLength(),
                    summary.hiddenSize(),
                    capabilities(summary.embeds(), template),
                    template);
        } catch (InvalidModelException e) {
            throw new ApiException(Kind.INTERNAL, "model " + model.name() + ": " + e.getMessage(), e);
        }
    }

    private static List<String> capabilities(boolean embeds, Optional<String> template) {
        List<String> capabilities = new ArrayList<>();
        capabilities.add(embeds ? "embedding" : "completion");
        try {
            Optional<ChatTemplate> parsed = template.map(ChatTemplate::parse);
            if (parsed.isPresent() && parsed.get().usesTools()) {
                capabilities.add("tools");
            }
            if (parsed.isPresent() && parsed.get().usesThinking()) {
                capabilities.add("thinking");
            }
        } catch (TemplateException e) {
            // A template that can't be parsed brings no abilities; calls say why.
        }
        return capabilities;
    }

    /** {@code 134.52M}, {@code 1.1B}, {@code 7B}, as Ollama writes it. */
    static String parameterSize(long count) {
        if (count >= 1_000_000_000) {
            double billions = count / 1e9;
            return billions == Math.floor(billions) ? (long) billions + "B" : String.format(Locale.ROOT, "%.1fB", billions);
        } else if (count >= 1_000_000) {
            return String.format(Locale.ROOT, "%.2fM", count / 1e6);
        } else if (count >= 1_000) {
            return count / 1_000 + "K";
        }
        return Long.toString(count);
    }
}
