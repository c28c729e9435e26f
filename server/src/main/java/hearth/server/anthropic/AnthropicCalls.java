package hearth.server.anthropic;

import hearth.server.call.AnswerFormat;
import hearth.server.call.AnswerOptions;
import hearth.server.call.ApiException;
import hearth.server.call.ChatCall;
import hearth.server.call.Thinking;
import hearth.server.wire.Fields;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/** Requests of {@code /v1/messages} and {@code /v1/messages/count_tokens}, from JSON to calls. Pure. */
final class AnthropicCalls {
    private static final int MAX_STOPS = 16;
    private static final double MAX_TEMPERATURE = 2;
    private static final Set<String> EFFORTS = Set.of("low", "medium", "high", "xhigh", "max");
    private static final String HERE = "Hearth answers from the model alone";

    private final Fields request;
    private final List<String> warnings = new ArrayList<>();

    private AnthropicCalls(Fields request) {
        this.request = request;
    }

    /** A request for a message. */
    static AnthropicCall message(Fields request) {
        return new AnthropicCalls(request).message();
    }

    /** A request to count the tokens of a prompt. */
    static AnthropicCall count(Fields request) {
        AnthropicCalls calls = new AnthropicCalls(request);
        ChatCall call = calls.conversation();
        calls.passOver();
        return new AnthropicCall(call, 0, List.of(), false, false, calls.warnings);
    }

    private AnthropicCall message() {
        ChatCall conversation = conversation();
        OptionalInt limit = request.integer("max_tokens", 1, Integer.MAX_VALUE);
        int maxTokens = limit.orElseThrow(() -> ApiException.invalid("max_tokens", "is required"));
        List<String> stops = request.texts("stop_sequences", MAX_STOPS);
        AnswerOptions options = conversation.options().withSettings(settings(maxTokens, stops));
        boolean streams = request.flag("stream").orElse(false);
        passOver();
        return new AnthropicCall(conversation.withOptions(options), maxTokens, stops, streams, showsThinking(), warnings);
    }

    /** What makes the prompt. */
    private ChatCall conversation() {
        String model = request.text("model").filter(name -> !name.isEmpty())
                .orElseThrow(() -> ApiException.invalid("model", "is required"));
        AnthropicMessages messages = AnthropicMessages.read(request, warnings);
        AnthropicTools tools = AnthropicTools.read(request, warnings);
        return ChatCall.of(model, messages.all())
                .withTools(tools.definitions(), tools.choice())
                .withThinking(thinking())
                .withOptions(AnswerOptions.NONE.withFormat(format()));
    }

    private Map<String, Object> settings(int maxTokens, List<String> stops) {
        Map<String, Object> settings = new LinkedHashMap<>();
        settings.put("num_predict", (long) maxTokens);
        request.real("temperature", 0, MAX_TEMPERATURE).ifPresent(value -> settings.put("temperature", value));
        request.real("top_p", 0, 1).ifPresent(value -> settings.put("top_p", value));
        request.whole("top_k", 0, Integer.MAX_VALUE).ifPresent(value -> settings.put("top_k", value));
        if (!stops.isEmpty()) {
            settings.put("stop", stops);
        }
        return settings;
    }

    /** Without a word about it there is no reasoning, as Anthropic has it: clients take the first block for the text. */
    private Thinking thinking() {
        Optional<String> effort = effort();
        Optional<Fields> wish = request.object("thinking");
        String type = wish.map(fields -> fields.requiredText("type")).orElse("disabled");
        Thinking thinking = switch (type) {
            case "disabled" -> Thinking.OFF;
            case "adaptive" -> Thinking.MODEL_DEFAULT;
            case "enabled" -> Thinking.ON.relaxed();
            default -> throw ApiException.invalid("thinking.type", "is '" + type + "' but must be enabled, adaptive or disabled");
        };
        if (wish.isPresent()) {
            OptionalInt budget = wish.get().integer("budget_tokens", 1, Integer.MAX_VALUE);
            if (budget.isPresent()) {
                thinking = thinking.withBudgetTokens(budget.getAsInt());
            }
            wish.get().value("display");
            wish.get().unread().forEach(this::noteUnknown);
        }
        if (effort.isPresent() && thinking.mode() == Thinking.Mode.OFF) {
            warnings.add("output_config.effort has no effect without thinking");
        }
        return effort.isPresent() && thinking.mode() != Thinking.Mode.OFF ? thinking.withLevel(effort.get()) : thinking;
    }

    /** Templates know no {@code xhigh}. */
    private Optional<String> effort() {
        Optional<Fields> config = request.object("output_config");
        Optional<String> effort = config.flatMap(fields -> fields.text("effort"));
        effort.filter(value -> !EFFORTS.contains(value)).ifPresent(value -> {
            throw ApiException.invalid("output_config.effort", "is '" + value + "' but must be low, medium, high, xhigh or max");
        });
        return effort.map(value -> value.equals("xhigh") ? "high" : value);
    }

    private AnswerFormat format() {
        Optional<Fields> format = request.object("output_config").flatMap(config -> {
            config.value("effort");
            Optional<Fields> found = config.object("format");
            config.unread().forEach(this::noteUnknown);
            return found;
        });
        // The name of the field while it was new.
        Optional<Fields> early = request.object("output_format");
        return format.or(() -> early).map(AnthropicCalls::format).orElse(AnswerFormat.TEXT);
    }

    private static AnswerFormat format(Fields format) {
        String type = format.requiredText("type");
        if (!type.equals("json_schema")) {
            throw ApiException.invalid(format.path("type"), "is '" + type + "' but must be json_schema");
        }
        Fields schema = format.object("schema").orElseThrow(() -> ApiException.invalid(format.path("schema"), "is required"));
        return new AnswerFormat.JsonSchema(schema.asMap());
    }

    private boolean showsThinking() {
        Optional<String> display = request.object("thinking").flatMap(wish -> wish.text("display"));
        return switch (display.orElse("summarized")) {
            case "summarized" -> true;
            case "omitted" -> false;
            default -> throw ApiException.invalid("thinking.display", "must be summarized or omitted");
        };
    }

    /** Fields that clients send and that ask for nothing here, and those that ask for what is not there. */
    private void passOver() {
        // Prompts that begin alike are reused by themselves.
        request.value("cache_control");
        request.value("metadata");
        if (request.has("service_tier")) {
            request.value("service_tier");
            warnings.add("service_tier has no effect");
        }
        for (String name : List.of("container", "mcp_servers", "inference_geo")) {
            request.refuse(name, HERE, List.of());
        }
        request.unread().forEach(this::noteUnknown);
    }

    private void noteUnknown(String name) {
        warnings.add(name + " is not known and has no effect");
    }
}
