package hearth.server.openai;

import hearth.server.call.ApiException;
import hearth.server.call.CompletionCall.Prompt;
import hearth.server.call.EmbeddingInputs;
import hearth.server.wire.Fields;
import java.util.ArrayList;
import java.util.List;

/** The four forms of an input: a text, texts, token ids, lists of token ids. */
final class OpenAiInputs {
    private static final int MAX_INPUTS = 100_000;
    private static final int MAX_PROMPTS = 128;
    private static final int MAX_IDS = 1 << 20;

    private OpenAiInputs() {}

    /** The field {@code input}. */
    static EmbeddingInputs embeddings(Fields request) {
        List<Prompt> inputs = read(request, "input", MAX_INPUTS);
        if (inputs.getFirst() instanceof Prompt.Text) {
            return new EmbeddingInputs.Texts(inputs.stream().map(input -> ((Prompt.Text) input).text()).toList());
        }
        return new EmbeddingInputs.Ids(inputs.stream().map(input -> ((Prompt.Ids) input).ids()).toList());
    }

    /** The field {@code prompt}. */
    static List<Prompt> prompts(Fields request) {
        return read(request, "prompt", MAX_PROMPTS);
    }

    /** One or more inputs, all of one kind. */
    private static List<Prompt> read(Fields request, String name, int max) {
        Object value = request.value(name);
        if (value == null) {
            throw ApiException.invalid(name, "is required");
        }
        if (value instanceof String text) {
            return List.of(new Prompt.Text(text));
        }
        List<Object> items = request.list(name, MAX_IDS);
        if (items.isEmpty()) {
            throw ApiException.invalid(name, "must not be empty");
        }
        if (items.getFirst() instanceof Number) {
            return List.of(new Prompt.Ids(ids(items, name)));
        }
        if (items.size() > max) {
            throw ApiException.invalid(name, "has " + items.size() + " items but may have at most " + max);
        }
        List<Prompt> inputs = new ArrayList<>();
        boolean texts = items.getFirst() instanceof String;
        for (int i = 0; i < items.size(); i++) {
            String path = name + "[" + i + "]";
            inputs.add(switch (items.get(i)) {
                case String text when texts -> new Prompt.Text(text);
                case List<?> ids when !texts -> new Prompt.Ids(ids(ids, path));
                case null, default -> throw ApiException.invalid(path, "must be a " + (texts ? "string" : "list of token ids"));
            });
        }
        return inputs;
    }

    /** Token ids of any model; which of them a model has is its own matter. */
    static int[] ids(List<?> values, String path) {
        if (values.isEmpty()) {
            throw ApiException.invalid(path, "must not be empty");
        }
        int[] ids = new int[values.size()];
        for (int i = 0; i < ids.length; i++) {
            if (!(values.get(i) instanceof Long id && id >= 0 && id <= Integer.MAX_VALUE)) {
                throw ApiException.invalid(path + "[" + i + "]", "must be a token id");
            }
            ids[i] = id.intValue();
        }
        return ids;
    }
}
