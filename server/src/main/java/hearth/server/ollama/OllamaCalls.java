package hearth.server.ollama;

import hearth.chat.Message;
import hearth.server.call.AnswerOptions;
import hearth.server.call.ApiException;
import hearth.server.call.ApiException.Kind;
import hearth.server.call.ChatCall;
import hearth.server.call.CompletionCall;
import hearth.server.call.KeepAlive;
import hearth.server.call.Thinking;
import hearth.server.ollama.OllamaCall.Work;
import hearth.server.wire.Fields;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Requests of {@code /api/chat} and {@code /api/generate}, from JSON to calls. Pure. */
final class OllamaCalls {
    private static final int MAX_CONTEXT = 1 << 20;

    private OllamaCalls() {}

    static OllamaCall chat(Fields request) {
        List<String> warnings = new ArrayList<>();
        String model = request.text("model").filter(name -> !name.isEmpty())
                .orElseThrow(() -> new ApiException(Kind.INVALID_REQUEST, "model is required"));
        AnswerOptions options = OllamaOptions.read(request, warnings);
        Optional<KeepAlive> keepAlive = OllamaOptions.keepAlive(request);
        List<Message> messages = OllamaMessages.read(request, warnings);
        boolean streams = request.flag("stream").orElse(true);
        List<Map<String, Object>> tools = OllamaMessages.tools(request);
        ChatCall call = ChatCall.of(model, messages)
                .withTools(tools, OllamaMessages.choice(request, tools))
                .withThinking(OllamaOptions.thinking(request))
                .withOptions(options)
                .withKeepAlive(keepAlive);
        boolean renders = request.flag("_debug_render_only").orElse(false);
        noteUnread(request, warnings);
        return new OllamaCall(model, chatWork(call, renders), options, keepAlive, streams, warnings);
    }

    private static Work chatWork(ChatCall call, boolean renders) {
        if (call.messages().isEmpty()) {
            return new Work.Load();
        }
        return renders ? new Work.Render(call) : new Work.Chat(call);
    }

    static OllamaCall generate(Fields request) {
        List<String> warnings = new ArrayList<>();
        String model = request.text("model").filter(name -> !name.isEmpty())
                .orElseThrow(() -> new ApiException(Kind.NOT_FOUND, "model '' not found"));
        String prompt = request.text("prompt").orElse("");
        String system = request.text("system").orElse("");
        String template = request.text("template").orElse("");
        String suffix = request.text("suffix").orElse("");
        int[] context = ids(request, "context");
        boolean raw = request.flag("raw").orElse(false);
        if (raw && !(system.isEmpty() && template.isEmpty() && context.length == 0)) {
            throw new ApiException(Kind.INVALID_REQUEST, "raw mode does not support template, system, or context");
        }
        if (!suffix.isEmpty()) {
            throw new ApiException(Kind.INVALID_REQUEST, '"' + model + "\" does not support insert");
        }
        if (!template.isEmpty()) {
            throw ApiException.unsupported("template", "prompts are made by the model's own chat template");
        }
        if (!request.list("images", MAX_CONTEXT).isEmpty()) {
            throw ApiException.unsupported("images", "Hearth runs text models only");
        }
        AnswerOptions options = OllamaOptions.read(request, warnings);
        Optional<KeepAlive> keepAlive = OllamaOptions.keepAlive(request);
        boolean streams = request.flag("stream").orElse(true);
        boolean renders = request.flag("_debug_render_only").orElse(false);
        Thinking thinking = OllamaOptions.thinking(request);
        noteUnread(request, warnings);
        Work work;
        if (prompt.isEmpty()) {
            work = new Work.Load();
        } else if (raw) {
            work = new Work.Completion(new CompletionCall(model, new CompletionCall.Prompt.Text(prompt), options, keepAlive));
        } else {
            List<Message> messages = new ArrayList<>();
            if (!system.isEmpty()) {
                messages.add(Message.system(system));
            }
            messages.add(Message.user(prompt));
            ChatCall call = ChatCall.of(model, messages)
                    .withThinking(thinking)
                    .withPlainPrompt(prompt)
                    .withEarlierIds(context)
                    .withOptions(options)
                    .withKeepAlive(keepAlive);
            work = renders ? new Work.Render(call) : new Work.Chat(call);
        }
        return new OllamaCall(model, work, options, keepAlive, streams, warnings);
    }

    private static int[] ids(Fields request, String name) {
        List<Object> values = request.list(name, MAX_CONTEXT);
        int[] ids = new int[values.size()];
        for (int i = 0; i < ids.length; i++) {
            if (!(values.get(i) instanceof Long id && id >= 0 && id <= Integer.MAX_VALUE)) {
                throw ApiException.invalid(name + "[" + i + "]", "must be a token id");
            }
            ids[i] = id.intValue();
        }
        return ids;
    }

    private static void noteUnread(Fields request, List<String> warnings) {
        request.unread().forEach(name -> warnings.add(name + " is not known and has no effect"));
    }
}
