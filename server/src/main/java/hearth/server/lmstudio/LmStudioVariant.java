package hearth.server.lmstudio;

import hearth.server.call.Answer;
import hearth.server.call.AnswerUsage;
import hearth.server.library.ModelCard;
import hearth.server.library.ModelLibrary;
import hearth.server.model.LoadedModel;
import hearth.server.model.ServedModel;
import hearth.server.openai.OpenAiVariant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Version 0 of LM Studio's API: OpenAI's, with figures of the answer and facts of the model. Its streams are OpenAI's. */
public final class LmStudioVariant implements OpenAiVariant {
    private static final double NANOS_PER_SECOND = 1e9;

    private final ModelLibrary library;
    private final LmStudioModels models;
    private final String version;

    /** @param version of this program */
    public LmStudioVariant(ModelLibrary library, LmStudioModels models, String version) {
        this.library = library;
        this.models = models;
        this.version = version;
    }

    /** {@code ttl}, in seconds, is LM Studio's. */
    @Override
    public Map<String, Object> request(Map<String, Object> request) {
        Map<String, Object> translated = new LinkedHashMap<>(request);
        if (translated.remove("ttl") instanceof Object ttl) {
            translated.putIfAbsent("keep_alive", ttl);
        }
        return translated;
    }

    @Override
    public Map<String, Object> members(String model, List<Answer> answers) {
        ServedModel served = library.directory().require(model);
        ModelCard card = library.card(served);
        Optional<Integer> contextLength = models.loaded(served).map(LoadedModel::contextLength);
        Map<String, Object> info = new LinkedHashMap<>();
        info.put("arch", card.family());
        info.put("quant", card.quantization());
        info.put("format", "gguf");
        contextLength.ifPresent(length -> info.put("context_length", length));
        Map<String, Object> runtime = new LinkedHashMap<>();
        runtime.put("name", "hearth");
        runtime.put("version", version);
        runtime.put("supported_formats", List.of("gguf"));
        Map<String, Object> members = new LinkedHashMap<>();
        members.put("stats", stats(answers, contextLength));
        members.put("model_info", info);
        members.put("runtime", runtime);
        return members;
    }

    /** Of the first choice. */
    static Map<String, Object> stats(List<Answer> answers, Optional<Integer> contextLength) {
        Answer answer = answers.getFirst();
        AnswerUsage usage = answer.end().usage();
        Map<String, Object> stats = new LinkedHashMap<>();
        stats.put("tokens_per_second", LmStudioChatAnswer.tokensPerSecond(usage));
        stats.put("time_to_first_token", LmStudioChatAnswer.firstTokenSeconds(usage));
        stats.put("generation_time", usage.generationNanos() / NANOS_PER_SECOND);
        stats.put("stop_reason", switch (answer.end().reason()) {
            case STOP -> answer.toolCalls().isEmpty() ? "eosFound" : "toolCalls";
            case STOP_SEQUENCE -> "stopStringFound";
            case LENGTH -> isFull(usage, contextLength) ? "contextLengthReached" : "maxPredictedTokensReached";
        });
        return stats;
    }

    private static boolean isFull(AnswerUsage usage, Optional<Integer> contextLength) {
        return contextLength.isPresent() && usage.promptTokens() + usage.generatedTokens() >= contextLength.get();
    }
}
