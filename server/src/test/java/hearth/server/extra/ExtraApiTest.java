package hearth.server.extra;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import hearth.json.Json;
import hearth.server.scripted.ScriptedLoader;
import hearth.server.scripted.TestServer;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Reranking, tokens and templates over HTTP, on a scripted model. */
class ExtraApiTest {
    private final ScriptedLoader loader = new ScriptedLoader();
    private TestServer server;

    @BeforeEach
    void open(@TempDir Path folder) {
        server = new TestServer(folder, loader, options -> options).add("tiny").add("other");
    }

    @AfterEach
    void close() {
        server.close();
    }

    private Map<String, Object> post(String path, Map<String, Object> body) {
        HttpResponse<String> response = server.post(path, body);
        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
        return Json.parseObject(response.body());
    }

    @Test
    void aModelOfVectorsRanksByCosine() {
        loader.embeds = true;
        Map<String, Object> body = post("/v1/rerank", Map.of("model", "tiny", "query", "aa", "documents",
                List.of("b", Map.of("text", "aaa"), "c"), "top_n", 2, "return_documents", true));
        assertThat(body.get("method")).isEqualTo("embedding-cosine");
        List<?> results = (List<?>) body.get("results");
        assertThat(results).hasSize(2);
        Map<?, ?> best = (Map<?, ?>) results.getFirst();
        assertThat(best.get("index")).isEqualTo(1L);
        assertThat((Double) best.get("relevance_score")).isCloseTo(1, within(1e-6));
        assertThat(best.get("document")).isEqualTo(Map.of("text", "aaa"));
        assertThat((Double) ((Map<?, ?>) results.get(1)).get("relevance_score")).isCloseTo(0.96, within(1e-6));
        assertThat(body.get("usage")).isEqualTo(Map.of("prompt_tokens", 7L, "total_tokens", 7L));
    }

    @Test
    void aRerankerScoresPairs() {
        loader.embeds = true;
        loader.ranks = true;
        Map<String, Object> body = post("/v1/rerank", Map.of("model", "tiny", "query", "x", "documents", List.of("b", "axe")));
        assertThat(body.get("method")).isEqualTo("reranker");
        Map<?, ?> best = (Map<?, ?>) ((List<?>) body.get("results")).getFirst();
        assertThat(best.get("index")).isEqualTo(1L);
        assertThat((Double) best.get("relevance_score")).isCloseTo(0.8808, within(1e-4));
        assertThat(server.post("/rerank", Map.of("model", "tiny", "query", "x", "documents", List.of())).statusCode()).isEqualTo(400);
    }

    @Test
    void aModelWithoutVectorsRanksNothing() {
        HttpResponse<String> response = server.post("/v1/rerank", Map.of("model", "tiny", "query", "x", "documents", List.of("a")));
        assertThat(response.statusCode()).isEqualTo(400);
        assertThat(response.body()).contains("does not support embeddings");
    }

    @Test
    void textBecomesTokensAndBack() {
        assertThat(post("/tokenize", Map.of("model", "tiny", "content", "ab"))).isEqualTo(Map.of("tokens", List.of(97L, 98L)));
        // The only model in memory need not be named.
        assertThat(post("/tokenize", Map.of("content", "a", "add_special", true))).isEqualTo(Map.of("tokens", List.of(97L, 36L)));
        assertThat(post("/tokenize", Map.of("content", "a", "with_pieces", true)))
                .isEqualTo(Map.of("tokens", List.of(Map.of("id", 97L, "piece", "a"))));
        assertThat(post("/detokenize", Map.of("tokens", List.of(97, 98)))).isEqualTo(Map.of("content", "ab"));
        HttpResponse<String> beyond = server.post("/detokenize", Map.of("tokens", List.of(1 << 20)));
        assertThat(beyond.body()).contains("tokens[0] is 1048576 but the model has 1048576 tokens");
        post("/tokenize", Map.of("model", "other", "content", "ab"));
        assertThat(server.post("/tokenize", Map.of("content", "a")).body()).contains("model is required: 2 models are in memory");
    }

    @Test
    void theTemplateIsApplied() {
        Map<String, Object> body = post("/apply-template",
                Map.of("model", "tiny", "messages", List.of(Map.of("role", "developer", "content", "hi"))));
        assertThat((String) body.get("prompt")).startsWith("system:");
        assertThat(loader.last().requests).isEmpty();
    }
}
