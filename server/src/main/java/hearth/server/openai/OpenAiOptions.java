package hearth.server.openai;

import hearth.server.call.AnswerFormat;
import hearth.server.call.ApiException;
import hearth.server.call.KeepAlive;
import hearth.server.call.Thinking;
import hearth.server.wire.Durations;
import hearth.server.wire.Fields;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;

/** Reads the fields that OpenAI's requests share. Names that are OpenAI's are translated to those of the engine's settings. */
final class OpenAiOptions {
    static final int MAX_CHOICES = 16;
    static final int MAX_LOGPROBS = 20;
    private static final int MAX_STOPS = 16;
    private static final int MAX_TOP_K = 1 << 20;
    private static final float MAX_BIAS = 100;
    private static final long SEEDS = 1L << 32;
    private static final List<String> HINTS =
            List.of("user", "safety_identifier", "prompt_cache_key", "prompt_cache_retention", "prompt_cache_options");

    private OpenAiOptions() {}

    /** How tokens are drawn; {@code maxTokens} by the names that this request has for it. */
    static Map<String, Object> settings(Fields request, List<String> maxTokens) {
        Map<String, Object> settings = new LinkedHashMap<>();
        put(settings, "temperature", request.real("temperature", 0, 2));
        put(settings, "top_p", request.real("top_p", 0, 1));
        put(settings, "presence_penalty", request.real("presence_penalty", -2, 2));
        put(settings, "frequency_penalty", request.real("frequency_penalty", -2, 2));
        // Beyond OpenAI, as other local servers have them.
        put(settings, "min_p", request.real("min_p", 0, 1));
        put(settings, "repeat_penalty", request.real("repeat_penalty", 0, 100));
        // Off is 0 here, and -1 for some.
        request.integer("top_k", -1, MAX_TOP_K).ifPresent(value -> settings.put("top_k", (long) Math.max(0, value)));
        request.integer("num_ctx", 1, MAX_TOP_K).ifPresent(value -> settings.put("num_ctx", (long) value));
        request.whole("seed", Long.MIN_VALUE, Long.MAX_VALUE).ifPresent(seed -> settings.put("seed", Math.floorMod(seed, SEEDS)));
        List<String> stops = request.texts("stop", MAX_STOPS);
        if (!stops.isEmpty()) {
            settings.put("stop", stops);
        }
        maxTokens(request, maxTokens).ifPresent(value -> settings.put("num_predict", (long) value));
        return settings;
    }

    private static void put(Map<String, Object> settings, String name, OptionalDouble value) {
        value.ifPresent(real -> settings.put(name, real));
    }

    private static OptionalInt maxTokens(Fields request, List<String> names) {
        OptionalInt found = OptionalInt.empty();
        for (String name : names) {
            // LM Studio's clients say -1 for no limit.
            boolean unlimited = Long.valueOf(-1).equals(request.value(name));
            OptionalInt value = unlimited ? OptionalInt.empty() : request.integer(name, 1, Integer.MAX_VALUE);
            if (found.isPresent() && value.isPresent() && found.getAsInt() != value.getAsInt()) {
                throw ApiException.invalid(name, "must be the same as " + names.getFirst());
            }
            found = found.isPresent() ? found : value;
        }
        return found;
    }

    static Map<Integer, Float> logitBias(Fields request) {
        Map<Integer, Float> biases = new HashMap<>();
        Optional<Fields> given = request.object("logit_bias");
        if (given.isEmpty()) {
            return biases;
        }
        Fields fields = given.get();
        for (String name : fields.asMap().keySet()) {
            int id;
            try {
                id = Integer.parseUnsignedInt(name);
            } catch (NumberFormatException e) {
                throw ApiException.invalid(fields.path(name), "is not the id of a token");
            }
            if (id < 0) {
                throw ApiException.invalid(fields.path(name), "is not the id of a token");
            }
            biases.put(id, (float) fields.real(name, -MAX_BIAS, MAX_BIAS).orElse(0));
        }
        return biases;
    }

    /** {@code reasoning_effort}, {@code reasoning.effort}, or what other local servers take: {@code chat_template_kwargs.enable_thinking}. */
    static Thinking thinking(Fields request) {
        Optional<String> effort = request.text("reasoning_effort");
        if (effort.isPresent()) {
            return thinking(effort.get(), "reasoning_effort");
        }
        Optional<Fields> reasoning = request.object("reasoning");
        Optional<String> nested = reasoning.flatMap(fields -> fields.text("effort"));
        if (nested.isPresent()) {
            return thinking(nested.get(), "reasoning.effort");
        }
        Optional<Fields> variables = request.object("chat_template_kwargs");
        Optional<Boolean> wanted = variables.flatMap(fields -> fields.flag("enable_thinking"));
        variables.map(Fields::unread).filter(names -> !names.isEmpty()).ifPresent(names -> {
            throw ApiException.unsupported(names.getFirst(), "only enable_thinking can be set for a template");
        });
        return wanted.map(on -> on ? Thinking.ON.relaxed() : Thinking.OFF).orElse(Thinking.MODEL_DEFAULT);
    }

    private static Thinking thinking(String effort, String field) {
        return switch (effort) {
            case "" -> Thinking.MODEL_DEFAULT;
            case "none" -> Thinking.OFF;
            case "minimal", "low" -> Thinking.ON.withLevel("low");
            case "medium", "high", "max" -> Thinking.ON.withLevel(effort);
            case "xhigh" -> Thinking.ON.withLevel("max");
            default -> throw ApiException.invalid(
                    field, "is '" + effort + "' but must be none, minimal, low, medium, high, xhigh or max");
        };
    }

    /**
     * {@code {"type": "json_schema", …}}.
     *
     * @param schemaAt where name and schema stand: in a nested object of that name (chat), or beside the type (responses)
     */
    static AnswerFormat format(Optional<Fields> given, Optional<String> schemaAt) {
        if (given.isEmpty()) {
            return AnswerFormat.TEXT;
        }
        Fields format = given.get();
        String type = format.requiredText("type");
        return switch (type) {
            case "text" -> AnswerFormat.TEXT;
            case "json_object" -> AnswerFormat.JSON_OBJECT;
            case "json_schema" -> {
                Fields holder = schemaAt.isEmpty()
                        ? format
                        : format.object(schemaAt.get())
                                .orElseThrow(() -> ApiException.invalid(format.path(schemaAt.get()), "is required"));
                for (String name : List.of("name", "description")) {
                    holder.text(name);
                }
                // Every schema is held to, strict or not.
                holder.flag("strict");
                Fields schema = holder.object("schema")
                        .orElseThrow(() -> ApiException.invalid(holder.path("schema"), "is required"));
                yield new AnswerFormat.JsonSchema(schema.asMap());
            }
            default -> throw ApiException.invalid(format.path("type"), "is '" + type + "' but must be text, json_object or json_schema");
        };
    }

    /** Beyond OpenAI, as Ollama has it: seconds, or a duration such as {@code 5m}. */
    static Optional<KeepAlive> keepAlive(Fields request) {
        return switch (request.value("keep_alive")) {
            case null -> Optional.empty();
            case Long seconds -> Optional.of(seconds < 0 || seconds > Integer.MAX_VALUE
                    ? KeepAlive.FOREVER
                    : new KeepAlive(Duration.ofSeconds(seconds)));
            case String text -> Optional.of(new KeepAlive(Durations.parse(text)
                    .orElseThrow(() -> ApiException.invalid("keep_alive", "is '" + text + "' but must be a duration such as 5m"))));
            case Object other -> throw request.wrong("keep_alive", "a whole number of seconds or a duration", other);
        };
    }

    /** Fields that change nothing about an answer, here as there. */
    static void noteHints(Fields request, List<String> warnings) {
        for (String name : HINTS) {
            if (request.value(name) != null) {
                warnings.add(name + " has no effect");
            }
        }
        request.refuse("service_tier", "there is one tier", "auto", "default");
    }

    /** What nobody knows. */
    static void noteUnread(Fields fields, List<String> warnings) {
        fields.unread().forEach(name -> warnings.add(name + " is not known and has no effect"));
    }
}
