package hearth.server.ollama;

import hearth.format.gguf.GgufFile;
import hearth.format.gguf.MetadataKeys;
import hearth.format.gguf.MetadataValue;
import hearth.format.gguf.NumberArray;
import hearth.format.gguf.TensorInfo;
import hearth.format.gguf.TextArray;
import hearth.server.http.Endpoint;
import hearth.server.http.Exchange;
import hearth.server.library.ModelCard;
import hearth.server.library.ModelLibrary;
import hearth.server.model.ServedModel;
import hearth.server.wire.Fields;
import hearth.store.ModelDetails;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** {@code POST /api/show}. */
public final class OllamaShow implements Endpoint {
    private static final int MAX_ELEMENTS = 1024;
    private static final String COPILOT = "GitHubCopilotChat/";
    /** In no file: Ollama counts, and its clients look for it here. */
    private static final String PARAMETER_COUNT = "general.parameter_count";

    private final ModelLibrary library;

    public OllamaShow(ModelLibrary library) {
        this.library = library;
    }

    @Override
    public void handle(Exchange exchange) throws IOException {
        Fields request = Fields.of(exchange.json());
        String name = OllamaModels.name(request);
        boolean verbose = request.flag("verbose").orElse(false);
        request.refuse("template", "the model's own chat template is used", "");
        ServedModel model = library.directory().require(name);
        ModelDetails details = details(model, request);
        request.unread().forEach(field -> exchange.warn(field + " is not known and has no effect"));
        ModelCard card = library.card(model);
        String template = details.template().or(card::chatTemplate).orElse("");
        Map<String, Object> body = new LinkedHashMap<>();
        if (!details.licenses().isEmpty()) {
            body.put("license", String.join("\n", details.licenses()));
        }
        body.put("modelfile", OllamaModelfile.text(model, details));
        body.put("parameters", OllamaModelfile.parameters(details.parameters()));
        body.put("template", template);
        body.put("system", details.system().orElse(""));
        body.put("details", OllamaModels.details(card));
        if (!details.messages().isEmpty()) {
            body.put("messages", details.messages());
        }
        addFile(body, model, beside(exchange, name, card), verbose);
        body.put("capabilities", card.capabilities());
        body.put("modified_at", model.stored().modified().toString());
        exchange.respondJson(200, body);
    }

    /** The model's own, with the request's system text and options over it, to preview them. */
    private static ModelDetails details(ServedModel model, Fields request) {
        ModelDetails own = model.details();
        Map<String, Object> parameters = new LinkedHashMap<>(own.parameters());
        request.object("options").ifPresent(options -> parameters.putAll(options.asMap()));
        return new ModelDetails(
                own.config(),
                own.template(),
                request.text("system").filter(text -> !text.isEmpty()).or(own::system),
                parameters,
                own.messages(),
                own.licenses());
    }

    /** What is told with the metadata and is not, or not so, in the file. */
    private static Map<String, Object> beside(Exchange exchange, String name, ModelCard card) {
        Map<String, Object> told = new LinkedHashMap<>();
        told.put(PARAMETER_COUNT, card.parameterCount());
        if (exchange.header("User-Agent").filter(agent -> agent.startsWith(COPILOT)).isPresent()) {
            // It lists models by this name, so all of one family would look alike.
            told.put(MetadataKeys.General.BASE_NAME, name);
        }
        return told;
    }

    private static void addFile(Map<String, Object> body, ServedModel model, Map<String, Object> told, boolean verbose) {
        try (GgufFile file = GgufFile.open(model.weights())) {
            Map<String, Object> metadata = new LinkedHashMap<>();
            file.metadata().values().forEach((key, value) -> metadata.put(key, json(value, verbose)));
            metadata.putAll(told);
            metadata.remove(MetadataKeys.General.NAME);
            metadata.remove(MetadataKeys.Tokenizer.CHAT_TEMPLATE);
            body.put("model_info", metadata);
            List<Object> tensors = new ArrayList<>();
            for (TensorInfo tensor : file.tensors().values()) {
                Map<String, Object> item = new LinkedHashMap<>();
                item.put("name", tensor.name());
                item.put("type", tensor.type().name());
                item.put("shape", tensor.shape());
                tensors.add(item);
            }
            body.put("tensors", tensors);
        }
    }

    private static Object json(MetadataValue value, boolean verbose) {
        return switch (value) {
            case MetadataValue.Whole whole -> whole.value();
            case MetadataValue.Real real -> finite(real.value());
            case MetadataValue.Flag flag -> flag.value();
            case MetadataValue.Text text -> text.value();
            case MetadataValue.Array array when array.length() > MAX_ELEMENTS && !verbose -> null;
            case TextArray texts -> texts;
            case NumberArray numbers -> numbers(numbers);
        };
    }

    private static List<Object> numbers(NumberArray numbers) {
        List<Object> values = new ArrayList<>(numbers.length());
        for (int i = 0; i < numbers.length(); i++) {
            values.add(numbers.elementType().isFloat() ? finite(numbers.real(i)) : (Object) numbers.whole(i));
        }
        return values;
    }

    /** JSON has no other numbers. */
    private static Object finite(double value) {
        return Double.isFinite(value) ? value : null;
    }
}
