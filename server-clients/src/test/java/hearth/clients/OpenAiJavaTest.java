package hearth.clients;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.openai.client.OpenAIClient;
import com.openai.client.okhttp.OpenAIOkHttpClient;
import com.openai.core.JsonValue;
import com.openai.core.http.StreamResponse;
import com.openai.errors.BadRequestException;
import com.openai.errors.NotFoundException;
import com.openai.models.FunctionDefinition;
import com.openai.models.FunctionParameters;
import com.openai.models.chat.completions.ChatCompletion;
import com.openai.models.chat.completions.ChatCompletionChunk;
import com.openai.models.chat.completions.ChatCompletionCreateParams;
import com.openai.models.chat.completions.ChatCompletionFunctionTool;
import com.openai.models.chat.completions.ChatCompletionMessageFunctionToolCall;
import com.openai.models.chat.completions.ChatCompletionToolChoiceOption;
import com.openai.models.completions.CompletionCreateParams;
import com.openai.models.embeddings.CreateEmbeddingResponse;
import com.openai.models.embeddings.EmbeddingCreateParams;
import com.openai.models.models.Model;
import com.openai.models.responses.Response;
import com.openai.models.responses.ResponseCreateParams;
import com.openai.models.responses.ResponseStreamEvent;
import hearth.server.call.AnswerFormat;
import hearth.server.scripted.ScriptedServer;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code openai-java} against the server. */
class OpenAiJavaTest {
    private ScriptedServer server;
    private OpenAIClient client;

    @BeforeEach
    void open(@TempDir Path folder) {
        server = new ScriptedServer(folder);
        client = OpenAIOkHttpClient.builder().baseUrl(server.url() + "/v1").apiKey("none").maxRetries(0).build();
    }

    @AfterEach
    void close() {
        client.close();
        server.close();
    }

    private static ChatCompletionCreateParams.Builder chat(String model) {
        return ChatCompletionCreateParams.builder().model(model).addUserMessage("hi");
    }

    @Test
    void chats() {
        ChatCompletion reply = client.chat().completions().create(chat("tiny").temperature(0).build());
        reply.validate();
        assertThat(reply.choices().getFirst().message().content()).contains(ScriptedServer.HELLO);
        assertThat(reply.choices().getFirst().finishReason()).isEqualTo(ChatCompletion.Choice.FinishReason.STOP);
        assertThat(reply.usage().orElseThrow().completionTokens()).isEqualTo(4);
    }

    @Test
    void streams() {
        StringBuilder text = new StringBuilder();
        try (StreamResponse<ChatCompletionChunk> stream = client.chat().completions().createStreaming(chat("tiny").build())) {
            stream.stream().map(ChatCompletionChunk::validate).flatMap(chunk -> chunk.choices().stream())
                    .forEach(choice -> choice.delta().content().ifPresent(text::append));
        }
        assertThat(text.toString()).isEqualTo(ScriptedServer.HELLO);
    }

    @Test
    void callsTools() {
        FunctionParameters parameters = FunctionParameters.builder()
                .putAdditionalProperty("type", JsonValue.from("object"))
                .putAdditionalProperty("properties", JsonValue.from(Map.of("city", Map.of("type", "string"))))
                .build();
        ChatCompletionFunctionTool tool = ChatCompletionFunctionTool.builder()
                .function(FunctionDefinition.builder().name("weather").parameters(parameters).build())
                .build();
        ChatCompletion reply = client.chat().completions().create(
                chat("thinker").addTool(tool).toolChoice(ChatCompletionToolChoiceOption.Auto.REQUIRED).build());
        ChatCompletionMessageFunctionToolCall call =
                reply.choices().getFirst().message().toolCalls().orElseThrow().getFirst().asFunction();
        assertThat(reply.choices().getFirst().finishReason()).isEqualTo(ChatCompletion.Choice.FinishReason.TOOL_CALLS);
        assertThat(call.function().name()).isEqualTo("weather");
        assertThat(call.function().arguments()).isEqualTo("{\"city\":\"Paris\"}");
        assertThat(server.loader.last().requests.getLast().format()).isInstanceOf(AnswerFormat.ToolCalls.class);
    }

    /** What a structured answer is read into. */
    static final class Colour {
        /** Its name. */
        public String colour = "";
    }

    @Test
    void answersInASchema() {
        Colour colour = client.chat().completions().create(chat("shape").responseFormat(Colour.class).build())
                .choices().getFirst().message().content().orElseThrow();
        assertThat(colour.colour).isEqualTo("red");
        assertThat(server.loader.last().requests.getLast().format()).isInstanceOf(AnswerFormat.JsonSchema.class);
    }

    @Test
    void completes() {
        assertThat(client.completions().create(CompletionCreateParams.builder().model("tiny").prompt("a").echo(true).build())
                        .choices().getFirst().text())
                .isEqualTo("aHello, world!");
    }

    @Test
    void embeds() {
        CreateEmbeddingResponse reply = client.embeddings().create(
                EmbeddingCreateParams.builder().model("tiny").inputOfArrayOfStrings(List.of("one", "two")).build());
        assertThat(reply.data()).hasSize(2);
        assertThat(reply.data().getFirst().embedding().getFirst()).isCloseTo(0.6f, within(1e-6f));
    }

    @Test
    void listsModels() {
        assertThat(client.models().list().items().stream().map(Model::id)).contains("tiny:latest", "thinker:latest");
        assertThat(client.models().retrieve("tiny").ownedBy()).isEqualTo("library");
    }

    @Test
    void responds() {
        Response response = client.responses().create(ResponseCreateParams.builder().model("thinker").input("hi").build());
        response.validate();
        assertThat(response.output().stream().anyMatch(item -> item.isReasoning())).isTrue();
        StringBuilder text = new StringBuilder();
        boolean completed = false;
        try (StreamResponse<ResponseStreamEvent> stream = client.responses().createStreaming(
                ResponseCreateParams.builder().model("tiny").input("hi").build())) {
            for (ResponseStreamEvent event : (Iterable<ResponseStreamEvent>) stream.stream().map(ResponseStreamEvent::validate)::iterator) {
                if (event.isOutputTextDelta()) {
                    text.append(event.asOutputTextDelta().delta());
                }
                completed |= event.isCompleted();
            }
        }
        assertThat(text.toString()).isEqualTo(ScriptedServer.HELLO);
        assertThat(completed).isTrue();
    }

    @Test
    void tellsErrors() {
        assertThatThrownBy(() -> client.chat().completions().create(chat("none").build()))
                .isInstanceOfSatisfying(NotFoundException.class, e -> assertThat(e.code()).contains("model_not_found"))
                .hasMessageContaining("model 'none' not found");
        assertThatThrownBy(() -> client.chat().completions().create(chat("tiny").temperature(9).build()))
                .isInstanceOfSatisfying(BadRequestException.class, e -> assertThat(e.param()).contains("temperature"));
        assertThatThrownBy(() -> {
            try (StreamResponse<ChatCompletionChunk> stream = client.chat().completions().createStreaming(chat("breaks").build())) {
                stream.stream().forEach(chunk -> assertThat(chunk.choices()).isNotEmpty());
            }
        }).hasMessageContaining("the script fails here");
    }
}
