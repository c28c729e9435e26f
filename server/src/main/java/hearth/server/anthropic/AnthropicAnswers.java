package hearth.server.anthropic;

import hearth.chat.ToolCall;
import hearth.server.call.Answer;
import hearth.server.call.AnswerEnd;
import hearth.server.call.AnswerUsage;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Parts of an answer as Anthropic writes them, for streams and whole messages alike. Pure. */
final class AnthropicAnswers {
    private final String messageId;
    private final AnthropicCall request;

    AnthropicAnswers(String messageId, AnthropicCall request) {
        this.messageId = messageId;
        this.request = request;
    }

    /** The one object of an answer that is not streamed. */
    Map<String, Object> whole(List<Answer> answers) {
        Answer answer = answers.getFirst();
        List<Object> content = new ArrayList<>();
        if (!answer.thinking().isEmpty()) {
            content.add(thinking(request.showsThinking() ? answer.thinking() : "", signature(answer.thinking())));
        }
        if (!answer.text().isEmpty()) {
            content.add(text(answer.text()));
        }
        answer.toolCalls().forEach(call -> content.add(toolUse(call, call.arguments())));
        Map<String, Object> message = message(content, usage(answer.end().usage()));
        message.putAll(stop(answer.end(), !answer.toolCalls().isEmpty()));
        return message;
    }

    /** What a stream begins with; how much of the prompt is reused is only known at the end. */
    Map<String, Object> begun(int promptTokens) {
        return message(List.of(), usage(promptTokens, 0, 0, 0));
    }

    private Map<String, Object> message(List<Object> content, Map<String, Object> usage) {
        Map<String, Object> message = new LinkedHashMap<>();
        message.put("id", messageId);
        message.put("type", "message");
        message.put("role", "assistant");
        message.put("model", request.call().model());
        message.put("content", content);
        message.put("stop_reason", null);
        message.put("stop_sequence", null);
        message.put("usage", usage);
        return message;
    }

    /** {@code stop_reason} and {@code stop_sequence}. */
    Map<String, Object> stop(AnswerEnd end, boolean calls) {
        Optional<String> sequence = end.stopSequence().filter(request.stopSequences()::contains);
        Map<String, Object> stop = new LinkedHashMap<>();
        stop.put("stop_reason", switch (end.reason()) {
            case STOP -> calls ? "tool_use" : "end_turn";
            // The model's own stop texts are its way to end a turn.
            case STOP_SEQUENCE -> sequence.isPresent() ? "stop_sequence" : "end_turn";
            case LENGTH -> end.usage().generatedTokens() < request.maxTokens() ? "model_context_window_exceeded" : "max_tokens";
        });
        stop.put("stop_sequence", sequence.orElse(null));
        return stop;
    }

    static Map<String, Object> usage(AnswerUsage usage) {
        return usage(usage.promptTokens(), usage.reusedTokens(), usage.generatedTokens(), usage.thinkingTokens());
    }

    /** Anthropic counts the reused part of the prompt apart from the rest. */
    private static Map<String, Object> usage(int promptTokens, int reusedTokens, int generatedTokens, int thinkingTokens) {
        Map<String, Object> usage = new LinkedHashMap<>();
        usage.put("input_tokens", promptTokens - reusedTokens);
        usage.put("cache_creation_input_tokens", 0);
        usage.put("cache_read_input_tokens", reusedTokens);
        usage.put("output_tokens", generatedTokens);
        usage.put("output_tokens_details", Map.of("thinking_tokens", thinkingTokens));
        return usage;
    }

    static Map<String, Object> text(String text) {
        Map<String, Object> block = new LinkedHashMap<>();
        block.put("type", "text");
        block.put("text", text);
        return block;
    }

    static Map<String, Object> thinking(String text, String signature) {
        Map<String, Object> block = new LinkedHashMap<>();
        block.put("type", "thinking");
        block.put("thinking", text);
        block.put("signature", signature);
        return block;
    }

    static Map<String, Object> toolUse(ToolCall call, Map<String, Object> input) {
        Map<String, Object> block = new LinkedHashMap<>();
        block.put("type", "tool_use");
        block.put("id", call.id());
        block.put("name", call.name());
        block.put("input", input);
        return block;
    }

    /** A digest of the reasoning. Clients drop blocks without a signature; Hearth takes blocks back whatever theirs is. */
    static String signature(String thinking) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(thinking.getBytes(StandardCharsets.UTF_8));
            return Base64.getEncoder().encodeToString(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
