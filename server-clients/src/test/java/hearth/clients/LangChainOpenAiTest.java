package hearth.clients;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.langchain4j.agent.tool.ToolExecutionRequest;
import dev.langchain4j.agent.tool.ToolSpecification;
import dev.langchain4j.data.message.ToolExecutionResultMessage;
import dev.langchain4j.data.message.UserMessage;
import dev.langchain4j.data.segment.TextSegment;
import dev.langchain4j.exception.InvalidRequestException;
import dev.langchain4j.exception.ModelNotFoundException;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.request.ResponseFormat;
import dev.langchain4j.model.chat.request.ResponseFormatType;
import dev.langchain4j.model.chat.request.ToolChoice;
import dev.langchain4j.model.chat.request.json.JsonObjectSchema;
import dev.langchain4j.model.chat.request.json.JsonSchema;
import dev.langchain4j.model.chat.response.ChatResponse;
import dev.langchain4j.model.openai.OpenAiChatModel;
import dev.langchain4j.model.openai.OpenAiEmbeddingModel;
import dev.langchain4j.model.openai.OpenAiStreamingChatModel;
import dev.langchain4j.model.output.FinishReason;
import hearth.server.scripted.ScriptedServer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code langchain4j-open-ai} against the server. */
class LangChainOpenAiTest {
    private static final ToolSpecification WEATHER = ToolSpecification.builder()
            .name("weather")
            .description("the weather of a city")
            .parameters(JsonObjectSchema.builder().addStringProperty("city").required("city").build())
            .build();

    private ScriptedServer server;

    @BeforeEach
    void open(@TempDir Path folder) {
        server = new ScriptedServer(folder);
    }

    @AfterEach
    void close() {
        server.close();
    }

    private OpenAiChatModel chat(String model) {
        return OpenAiChatModel.builder()
                .baseUrl(server.url() + "/v1")
                .apiKey("none")
                .modelName(model)
                .returnThinking(true)
                .strictJsonSchema(true)
                .maxRetries(0)
                .timeout(Duration.ofSeconds(60))
                .build();
    }

    private OpenAiStreamingChatModel streaming(String model) {
        return OpenAiStreamingChatModel.builder()
                .baseUrl(server.url() + "/v1")
                .apiKey("none")
                .modelName(model)
                .returnThinking(true)
                .timeout(Duration.ofSeconds(60))
                .build();
    }

    @Test
    void chats() {
        ChatResponse response = chat("tiny").chat(UserMessage.from("hi"));
        assertThat(response.aiMessage().text()).isEqualTo(ScriptedServer.HELLO);
        assertThat(response.finishReason()).isEqualTo(FinishReason.STOP);
        assertThat(response.tokenUsage().outputTokenCount()).isEqualTo(4);
        assertThat(response.tokenUsage().inputTokenCount()).isPositive();
    }

    @Test
    void streams() throws Exception {
        Streamed streamed = new Streamed();
        streaming("tiny").chat("hi", streamed);
        assertThat(streamed.response().aiMessage().text()).isEqualTo(ScriptedServer.HELLO);
        assertThat(streamed.text.toString()).isEqualTo(ScriptedServer.HELLO);
    }

    @Test
    void callsTools() {
        UserMessage question = UserMessage.from("Weather in Paris?");
        ChatResponse response = chat("thinker").chat(ChatRequest.builder().messages(question).toolSpecifications(WEATHER).toolChoice(ToolChoice.REQUIRED).build());
        ToolExecutionRequest call = response.aiMessage().toolExecutionRequests().getFirst();
        assertThat(call.name()).isEqualTo("weather");
        assertThat(call.arguments().replaceAll("\\s", "")).isEqualTo("{\"city\":\"Paris\"}");
        assertThat(response.aiMessage().thinking()).isEqualTo("hm");
        ChatResponse next = chat("tiny").chat(ChatRequest.builder()
                .messages(question, response.aiMessage(), ToolExecutionResultMessage.from(call, "12 degrees"))
                .toolSpecifications(WEATHER)
                .build());
        assertThat(next.aiMessage().text()).isEqualTo(ScriptedServer.HELLO);
        assertThat(server.loader.last().chats.getLast().messages().stream().map(message -> message.role()))
                .containsExactly("user", "assistant", "tool");
    }

    @Test
    void streamsThinkingAndCalls() throws Exception {
        Streamed streamed = new Streamed();
        streaming("thinker").chat(ChatRequest.builder().messages(UserMessage.from("hi")).toolSpecifications(WEATHER).build(), streamed);
        assertThat(streamed.response().aiMessage().toolExecutionRequests()).hasSize(1);
        assertThat(streamed.calls).hasSize(1);
        assertThat(streamed.thinking.toString()).isEqualTo("hm");
    }

    @Test
    void answersInASchema() {
        ResponseFormat format = ResponseFormat.builder()
                .type(ResponseFormatType.JSON)
                .jsonSchema(JsonSchema.builder()
                        .name("colour")
                        .rootElement(JsonObjectSchema.builder().addStringProperty("colour").required("colour").build())
                        .build())
                .build();
        ChatResponse response = chat("shape").chat(ChatRequest.builder().messages(UserMessage.from("hi")).responseFormat(format).build());
        assertThat(response.aiMessage().text()).isEqualTo("{\"colour\": \"red\"}");
        assertThat(server.loader.last().requests.getLast().format()).isInstanceOf(hearth.server.call.AnswerFormat.JsonSchema.class);
    }

    @Test
    void embeds() {
        OpenAiEmbeddingModel model =
                OpenAiEmbeddingModel.builder().baseUrl(server.url() + "/v1").apiKey("none").modelName("tiny").maxRetries(0).build();
        float[] vector = model.embed("hi").content().vector();
        assertThat(vector).containsExactly(0.6f, 0.8f, 0);
        assertThat(model.embedAll(List.of(TextSegment.from("a"), TextSegment.from("b"))).content()).hasSize(2);
    }

    @Test
    void tellsErrors() {
        assertThatThrownBy(() -> chat("none").chat("hi"))
                .isInstanceOf(ModelNotFoundException.class)
                .hasMessageContaining("model 'none' not found");
        assertThatThrownBy(() -> chat("breaks").chat("hi")).hasMessageContaining("the script fails here");
    }

    @Test
    void tellsWhichFieldIsWrong() {
        OpenAiChatModel model = OpenAiChatModel.builder()
                .baseUrl(server.url() + "/v1").apiKey("none").modelName("tiny").temperature(9.0).maxRetries(0).build();
        assertThatThrownBy(() -> model.chat("hi")).isInstanceOf(InvalidRequestException.class).hasMessageContaining("temperature is 9.0");
    }

    @Test
    void aStreamThatFailsIsAnError() {
        Streamed streamed = new Streamed();
        streaming("breaks").chat("hi", streamed);
        assertThatThrownBy(streamed::response).hasMessageContaining("the script fails here");
    }
}
