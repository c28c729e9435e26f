package hearth.clients.spring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import hearth.json.Json;
import hearth.server.call.AnswerFormat;
import hearth.server.scripted.ScriptedServer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.ai.chat.messages.AssistantMessage;
import org.springframework.ai.chat.model.ChatResponse;
import org.springframework.ai.chat.prompt.Prompt;
import org.springframework.ai.openai.OpenAiChatModel;
import org.springframework.ai.openai.OpenAiChatOptions;
import org.springframework.ai.openai.OpenAiEmbeddingModel;
import org.springframework.ai.openai.OpenAiEmbeddingOptions;

/** {@code spring-ai-openai} against the server. */
class SpringOpenAiTest {
    private static final String SCHEMA =
            "{\"type\": \"object\", \"properties\": {\"colour\": {\"type\": \"string\"}}, \"required\": [\"colour\"], \"additionalProperties\": false}";

    private ScriptedServer server;

    @BeforeEach
    void open(@TempDir Path folder) {
        server = new ScriptedServer(folder);
    }

    @AfterEach
    void close() {
        server.close();
    }

    private OpenAiChatOptions.Builder options(String model) {
        return OpenAiChatOptions.builder().baseUrl(server.url() + "/v1").apiKey("none").model(model).maxRetries(0);
    }

    private OpenAiChatModel chat(String model) {
        return OpenAiChatModel.builder().options(options(model).build()).build();
    }

    @Test
    void chats() {
        ChatResponse response = chat("tiny").call(new Prompt("hi"));
        assertThat(response.getResult().getOutput().getText()).isEqualTo(ScriptedServer.HELLO);
        assertThat(response.getMetadata().getUsage().getCompletionTokens()).isEqualTo(4);
    }

    @Test
    void streams() {
        List<ChatResponse> pieces = chat("tiny").stream(new Prompt("hi")).collectList().block(Duration.ofSeconds(60));
        assertThat(pieces).hasSizeGreaterThan(1);
        String text = pieces.stream()
                .filter(piece -> piece.getResult() != null && piece.getResult().getOutput().getText() != null)
                .map(piece -> piece.getResult().getOutput().getText())
                .collect(Collectors.joining());
        assertThat(text).isEqualTo(ScriptedServer.HELLO);
    }

    @Test
    void callsTools() {
        ChatResponse response = chat("thinker").call(new Prompt("hi", options("thinker").toolCallbacks(new Weather()).build()));
        List<AssistantMessage.ToolCall> calls = response.getResults().stream()
                .flatMap(result -> result.getOutput().getToolCalls().stream()).toList();
        assertThat(calls).hasSize(1);
        assertThat(calls.getFirst().name()).isEqualTo("weather");
        assertThat(Json.parse(calls.getFirst().arguments())).isEqualTo(Map.of("city", "Paris"));
        assertThat(server.loader.last().chats.getLast().tools()).hasSize(1);
    }

    @Test
    void answersInASchema() {
        ChatResponse response = chat("shape").call(new Prompt("hi", options("shape").outputSchema(SCHEMA).build()));
        assertThat(Json.parse(response.getResult().getOutput().getText())).isEqualTo(Map.of("colour", "red"));
        assertThat(server.loader.last().requests.getLast().format()).isInstanceOf(AnswerFormat.JsonSchema.class);
    }

    @Test
    void embeds() {
        OpenAiEmbeddingModel model = OpenAiEmbeddingModel.builder()
                .options(OpenAiEmbeddingOptions.builder().baseUrl(server.url() + "/v1").apiKey("none").model("tiny").build())
                .build();
        assertThat(model.embed("hi")).containsExactly(0.6f, 0.8f, 0);
        assertThat(model.embed(List.of("a", "b"))).hasSize(2);
    }

    @Test
    void tellsErrors() {
        assertThatThrownBy(() -> chat("none").call(new Prompt("hi"))).hasStackTraceContaining("model 'none' not found");
    }
}
