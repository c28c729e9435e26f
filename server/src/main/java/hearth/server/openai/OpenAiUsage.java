package hearth.server.openai;

import hearth.server.call.AnswerEnd;
import hearth.server.call.AnswerUsage;
import java.util.LinkedHashMap;
import java.util.Map;

/** Adds up what the answers to one request took. The choices of one prompt share it, so it counts once. For one thread. */
final class OpenAiUsage {
    private int promptTokens;
    private int cachedTokens;
    private String cachedNote = "";
    private int completionTokens;
    private int reasoningTokens;

    /** @param firstOfPrompt whether it is the first choice of its prompt */
    void add(AnswerEnd end, boolean firstOfPrompt) {
        AnswerUsage usage = end.usage();
        if (firstOfPrompt) {
            promptTokens += usage.promptTokens();
            cachedTokens += usage.reusedTokens();
            cachedNote = usage.reuseNote();
        }
        completionTokens += usage.generatedTokens();
        reasoningTokens += usage.thinkingTokens();
    }

    /** As chat and completions write it. */
    Map<String, Object> written() {
        return written("prompt_tokens", "completion_tokens");
    }

    /** As responses write it. */
    Map<String, Object> writtenForResponse() {
        return written("input_tokens", "output_tokens");
    }

    private Map<String, Object> written(String prompt, String completion) {
        Map<String, Object> cached = new LinkedHashMap<>();
        cached.put("cached_tokens", cachedTokens);
        // The rest was evaluated, and stays for the next request.
        cached.put("cache_write_tokens", promptTokens - cachedTokens);
        if (!cachedNote.isEmpty()) {
            // Beyond OpenAI: why not more.
            cached.put("cached_note", cachedNote);
        }
        Map<String, Object> usage = new LinkedHashMap<>();
        usage.put(prompt, promptTokens);
        usage.put(completion, completionTokens);
        usage.put("total_tokens", promptTokens + completionTokens);
        usage.put(prompt + "_details", cached);
        usage.put(completion + "_details", Map.of("reasoning_tokens", reasoningTokens));
        return usage;
    }
}
