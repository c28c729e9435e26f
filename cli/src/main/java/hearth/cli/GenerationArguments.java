package hearth.cli;

import hearth.engine.GenerationSettings;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import picocli.CommandLine.Option;

/** The options of every command that generates text; what is not given stays as the model or the defaults have it. */
final class GenerationArguments {
    @Option(names = "--temperature", paramLabel = "T", description = "Randomness; 0 takes the likeliest token each time (default 0.8).")
    private Double temperature;

    @Option(names = "--top-k", paramLabel = "N", description = "Draw among the N likeliest tokens; 0 is off (default 40).")
    private Integer topK;

    @Option(names = "--top-p", paramLabel = "P", description = "Draw among the likeliest tokens that reach this probability (default 0.9).")
    private Double topP;

    @Option(names = "--min-p", paramLabel = "P", description = "Drop tokens less likely than P times the likeliest (default 0).")
    private Double minP;

    @Option(names = "--repeat-penalty", paramLabel = "X", description = "Make recent tokens less likely; 1 is off (default 1).")
    private Double repeatPenalty;

    @Option(names = "--seed", paramLabel = "N", description = "Makes the answer repeatable (default: a random one).")
    private Long seed;

    @Option(
            names = {"--max-tokens", "--num-predict"},
            paramLabel = "N",
            description = "Stop after N tokens; -1 is until the context is full (default -1).")
    private Integer maxTokens;

    @Option(names = "--stop", paramLabel = "TEXT", description = "Stop before this text; may be given several times.")
    private List<String> stop;

    @Option(
            names = {"--ctx", "--num-ctx"},
            paramLabel = "N",
            description = "Tokens the model can look at (default 4096, or what it was trained for if less).")
    private Integer contextLength;

    @Option(names = "--threads", paramLabel = "N", description = "Threads that compute (default: as many as the machine has cores).")
    private Integer threads;

    /** What the user gave, by option name. */
    Map<String, Object> given() {
        Map<String, Object> given = new LinkedHashMap<>();
        given.put("temperature", temperature);
        given.put("top_k", topK);
        given.put("top_p", topP);
        given.put("min_p", minP);
        given.put("repeat_penalty", repeatPenalty);
        given.put("seed", seed);
        given.put("num_predict", maxTokens);
        given.put("stop", stop);
        given.put("num_ctx", contextLength);
        given.put("num_thread", threads);
        given.values().removeIf(Objects::isNull);
        return given;
    }

    /** {@code base} with what the user gave over it. */
    GenerationSettings over(GenerationSettings base) {
        GenerationSettings result = base;
        for (Map.Entry<String, Object> option : given().entrySet()) {
            result = result.with(option.getKey(), option.getValue());
        }
        return result;
    }
}
