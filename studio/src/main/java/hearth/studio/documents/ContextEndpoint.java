package hearth.studio.documents;

import hearth.documents.TokenCounter;
import hearth.documents.prompt.ContextMode;
import hearth.documents.prompt.ContextRequest;
import hearth.documents.prompt.PromptContext;
import hearth.server.call.ApiException;
import hearth.server.http.Endpoint;
import hearth.server.http.Exchange;
import hearth.server.model.ModelLease;
import hearth.server.model.ModelLoader.LoadWish;
import hearth.server.wire.Fields;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The prompt of a question with documents, fitted to the model that will answer. Loads that model. */
public final class ContextEndpoint implements Endpoint {
    private static final int MAX_MESSAGES = 20_000;
    private static final int MAX_PRESENT = 10_000;
    /** What templates put around a message. */
    private static final int FRAME_TOKENS = 8;
    private static final int MOST_RESERVED = 2048;
    private static final int SHORT_QUESTION = 40;

    private final DocumentService service;

    public ContextEndpoint(DocumentService service) {
        this.service = service;
    }

    @Override
    public void handle(Exchange exchange) throws IOException {
        Fields fields = Fields.of(exchange.json());
        String question = fields.requiredText("question");
        ContextMode mode = mode(fields.text("mode").orElse("auto"));
        int wished = fields.integer("num_ctx", 1, Integer.MAX_VALUE).orElse(0);
        int answer = fields.integer("num_predict", -2, Integer.MAX_VALUE).orElse(0);
        List<Fields> messages = fields.objects("messages", MAX_MESSAGES);
        Set<String> present = Set.copyOf(fields.texts("present", MAX_PRESENT));
        Map<String, Optional<List<String>>> selection = DocumentEndpoints.Selection.of(fields);
        var model = service.directory().require(fields.requiredText("model"));
        try (ModelLease lease = service.models().acquire(model, new LoadWish(wished), Optional.empty(), exchange)) {
            TokenCounter counter = text -> lease.runner().tokenize(text, false).length;
            int context = lease.runner().facts().contextLength();
            int budget = context - used(messages, counter) - reserved(answer, context);
            ContextRequest request = new ContextRequest(selection, question, searched(messages, question), mode, Math.max(0, budget), present, counter);
            PromptContext built = DocumentErrors.explained(() -> service.contexts().build(request));
            exchange.respondJson(200, view(built, context, budget));
        }
    }

    private static ContextMode mode(String text) {
        for (ContextMode mode : ContextMode.values()) {
            if (mode.name().toLowerCase(Locale.ROOT).equals(text)) {
                return mode;
            }
        }
        throw ApiException.invalid("mode", "must be auto, whole or passages");
    }

    private static int used(List<Fields> messages, TokenCounter counter) {
        long tokens = 2 * FRAME_TOKENS;
        for (Fields message : messages) {
            tokens += counter.count(message.text("content").orElse("")) + FRAME_TOKENS;
        }
        return (int) Math.min(tokens, Integer.MAX_VALUE);
    }

    /** Room for the answer. */
    private static int reserved(int wished, int context) {
        return wished > 0 ? Math.min(wished, context / 2) : Math.min(MOST_RESERVED, context / 4);
    }

    /** "And the second one?" is not understood alone: the question before it is searched for too. */
    private static String searched(List<Fields> messages, String question) {
        if (question.strip().length() >= SHORT_QUESTION) {
            return question;
        }
        for (Fields message : messages.reversed()) {
            String before = message.text("question").orElse("");
            if (!before.isBlank()) {
                return before + "\n" + question;
            }
        }
        return question;
    }

    private static Map<String, Object> view(PromptContext built, int context, int budget) {
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("prompt", built.prompt());
        body.put("mode", built.mode().name().toLowerCase(Locale.ROOT));
        body.put("sources", built.sources().stream().map(LibraryViews::source).toList());
        body.put("whole", built.whole());
        body.put("tokens", built.tokens());
        body.put("context_length", context);
        body.put("budget", Math.max(0, budget));
        body.put("words_only", LibraryViews.wordsOnly(built.wordsOnly()));
        body.put("unread", built.unread());
        return body;
    }
}
