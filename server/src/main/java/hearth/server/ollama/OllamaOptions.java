package hearth.server.ollama;

import hearth.server.call.AnswerFormat;
import hearth.server.call.AnswerOptions;
import hearth.server.call.ApiException;
import hearth.server.call.KeepAlive;
import hearth.server.call.Thinking;
import hearth.server.wire.Durations;
import hearth.server.wire.Fields;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/** Reads the fields that Ollama's requests share. */
final class OllamaOptions {
    /** Options of an answer. */
    private static final Set<String> OF_ANSWERS = Set.of(
            "temperature", "top_k", "top_p", "min_p", "typical_p", "repeat_penalty", "repeat_last_n", "presence_penalty",
            "frequency_penalty", "seed", "num_predict", "num_ctx", "stop");

    private static final int MAX_LOGPROBS = 20;
    private static final Set<String> LEVELS = Set.of("low", "medium", "high", "max");
    private static final BigDecimal NANOS_PER_SECOND = BigDecimal.valueOf(1_000_000_000);
    private static final BigDecimal MAX_SECONDS = BigDecimal.valueOf(Long.MAX_VALUE).divide(NANOS_PER_SECOND, java.math.RoundingMode.DOWN);

    private OllamaOptions() {}

    /** Everything but the messages or the prompt; notes what has no effect. */
    static AnswerOptions read(Fields request, List<String> warnings) {
        Map<String, Object> settings = new LinkedHashMap<>();
        request.object("options").ifPresent(options -> options.asMap().forEach((name, value) -> {
            if (OF_ANSWERS.contains(name) && value != null) {
                settings.put(name, usable(name, value, warnings));
            } else if (value != null) {
                warnings.add("options." + name + " has no effect");
            }
        }));
        if (request.flag("shift").orElse(false)) {
            warnings.add("shift has no effect: an answer ends when the context is full");
        }
        boolean logprobs = request.flag("logprobs").orElse(false);
        int top = request.integer("top_logprobs", 0, MAX_LOGPROBS).orElse(0);
        return AnswerOptions.NONE
                .withSettings(settings)
                .withFormat(format(request))
                .withTopLogprobs(logprobs ? OptionalInt.of(top) : OptionalInt.empty())
                .withTruncates(request.flag("truncate").orElse(true));
    }

    /** Some clients turn top-k off with -1, and send a stop text that nobody has typed. */
    private static Object usable(String name, Object value, List<String> warnings) {
        if (name.equals("top_k") && value instanceof Long number && number < 0) {
            return 0L;
        }
        List<?> stops = name.equals("stop") ? value instanceof List<?> list ? list : List.of(value) : List.of();
        if (stops.contains("")) {
            warnings.add("an empty text in options.stop has no effect");
            return stops.stream().filter(stop -> !"".equals(stop)).toList();
        }
        return value;
    }

    private static AnswerFormat format(Fields request) {
        return switch (request.value("format")) {
            case null -> AnswerFormat.TEXT;
            case String text when text.isEmpty() -> AnswerFormat.TEXT;
            case String text when text.equals("json") -> AnswerFormat.JSON_OBJECT;
            case Map<?, ?> _ -> new AnswerFormat.JsonSchema(request.object("format").orElseThrow().asMap());
            case Object other -> throw ApiException.invalid("format", "is invalid: expected \"json\" or a JSON schema, not " + other);
        };
    }

    static Thinking thinking(Fields request) {
        return switch (request.value("think")) {
            case null -> Thinking.MODEL_DEFAULT;
            case Boolean wanted -> wanted ? Thinking.ON : Thinking.OFF;
            case String level when LEVELS.contains(level) -> Thinking.ON.withLevel(level);
            case Object other ->
                throw ApiException.invalid("think", "is " + other + " but must be true, false, \"low\", \"medium\", \"high\" or \"max\"");
        };
    }

    /** Numbers are seconds; texts are durations with a unit, or numbers too. */
    static Optional<KeepAlive> keepAlive(Fields request) {
        return switch (request.value("keep_alive")) {
            case null -> Optional.empty();
            case Number number -> Optional.of(seconds(new BigDecimal(number.toString())));
            case String text when text.isEmpty() -> Optional.empty();
            case String text when text.matches("-?\\d{1,18}") -> Optional.of(seconds(new BigDecimal(text)));
            case String text -> Optional.of(new KeepAlive(Durations.parse(text)
                    .orElseThrow(() -> ApiException.invalid("keep_alive", "is '" + text + "' but must be a duration such as 5m, 0 or -1"))));
            case Object other -> throw request.wrong("keep_alive", "a number of seconds or a duration", other);
        };
    }

    private static KeepAlive seconds(BigDecimal seconds) {
        if (seconds.signum() < 0 || seconds.compareTo(MAX_SECONDS) > 0) {
            return KeepAlive.FOREVER;
        }
        return new KeepAlive(Duration.ofNanos(seconds.multiply(NANOS_PER_SECOND).longValue()));
    }
}
