package hearth.studio;

import static org.assertj.core.api.Assertions.assertThat;

import hearth.format.TensorType;
import hearth.testkit.TinyFolder;
import hearth.testkit.TinyLlama;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Quantize, convert, compare and verify as jobs over HTTP, and what is refused. */
@Timeout(120)
class WorkshopTest {
    private StudioServer server;
    private Path folder;

    @BeforeEach
    void open(@TempDir Path temporary) throws IOException {
        folder = temporary;
        server = new StudioServer(temporary, List.of());
        Files.createDirectories(server.place());
        TinyLlama.create().contextLength(256).write(server.place().resolve("fine.gguf"));
    }

    @AfterEach
    void close() {
        server.close();
    }

    private HttpResponse<String> begin(Object... fields) {
        return server.send("POST", "/studio/api/jobs", request(fields));
    }

    private static Map<String, Object> request(Object... fields) {
        Map<String, Object> request = new LinkedHashMap<>();
        for (int i = 0; i < fields.length; i += 2) {
            request.put((String) fields[i], fields[i + 1]);
        }
        return request;
    }

    /** Waits until a job is over. */
    private Map<String, Object> outcome(HttpResponse<String> begun) {
        assertThat(begun.statusCode()).as(begun.body()).isEqualTo(201);
        String id = (String) StudioServer.json(begun).get("id");
        for (;;) {
            Map<String, Object> job = StudioServer.json(server.get("/studio/api/jobs/" + id));
            if (!List.of("waiting", "running").contains(job.get("state"))) {
                return job;
            }
            LockSupport.parkNanos(Duration.ofMillis(20).toNanos());
        }
    }

    private String fine() {
        return server.place().resolve("fine.gguf").toString();
    }

    @Test
    void whatIsInTheFoldersIsListed() throws IOException {
        TinyFolder.llama().write(server.place().resolve("deep").resolve("folder"));
        Files.createDirectories(server.place().resolve(".hidden"));
        Files.copy(Path.of(fine()), server.place().resolve(".hidden").resolve("x.gguf"));
        Files.writeString(server.place().resolve("note.txt"), "x");
        Map<String, Object> facts = StudioServer.json(server.get("/studio/api/workshop"));
        assertThat(facts.get("places")).isEqualTo(List.of(server.place().toString()));
        List<?> found = (List<?>) facts.get("found");
        assertThat(StudioServer.each(found, "path"))
                .containsExactly(server.place().resolve("deep").resolve("folder").toString(), fine());
        assertThat(StudioServer.each(found, "folder")).containsExactly(true, false);
        assertThat(found).allSatisfy(each -> assertThat((Long) ((Map<?, ?>) each).get("bytes")).isPositive());
        assertThat((List<?>) facts.get("quantize_types")).asString().contains("Q4_K_M");
    }

    @Test
    void thePlanTellsSizesAndTheSampleTellsTheLoss() {
        Map<String, Object> plan = StudioServer.json(server.send("POST", "/studio/api/workshop/plan", request("source", fine())));
        List<?> rows = (List<?>) plan.get("rows");
        assertThat(rows).hasSize(11);
        Map<?, ?> first = (Map<?, ?>) rows.getFirst();
        assertThat(first.get("type")).isEqualTo("Q8_0");
        assertThat((Long) first.get("bytes")).isPositive();
        assertThat((Long) plan.get("source_bytes")).isPositive();
        double fine = loss("Q8_0");
        double coarse = loss("Q4_0");
        assertThat(fine).isBetween(0.0001, 0.02);
        assertThat(coarse).isBetween(2 * fine, 0.5);
        assertThat(server.send("POST", "/studio/api/workshop/loss", request("source", fine(), "type", "Q99")).statusCode()).isEqualTo(400);
    }

    private double loss(String type) {
        HttpResponse<String> response = server.send("POST", "/studio/api/workshop/loss", request("source", fine(), "type", type));
        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
        assertThat((Long) StudioServer.json(response).get("sampled_values")).isPositive();
        return (Double) StudioServer.json(response).get("relative_error");
    }

    @Test
    void aQuantizedModelIsOneOfTheStoreAndKeepsItsTemplate() throws IOException {
        Map<String, Object> job = outcome(begin("kind", "quantize", "source", "tiny", "type", "Q8_0", "name", "tiny:q8"));
        assertThat(job).as(job.toString()).containsEntry("state", "done").containsEntry("kind", "quantize").containsEntry("error", "");
        Map<?, ?> result = (Map<?, ?>) job.get("result");
        assertThat(result.get("name")).isEqualTo("tiny:q8");
        assertThat((Long) result.get("bytes")).isLessThan((Long) result.get("source_bytes"));
        Map<String, Object> shown = StudioServer.json(server.send("POST", "/api/show", Map.of("model", "tiny:q8")));
        assertThat(((Map<?, ?>) shown.get("details")).get("quantization_level")).isEqualTo("Q8_0");
        try (var files = Files.list(folder.resolve("store").resolve("blobs"))) {
            assertThat(files.map(file -> file.getFileName().toString())).allMatch(name -> name.startsWith("sha256-"));
        }
        // The name is taken now.
        assertThat(begin("kind", "quantize", "source", "tiny", "type", "Q8_0", "name", "tiny:q8").statusCode()).isEqualTo(409);
        // A quantized source only by the user's wish.
        Map<String, Object> again = outcome(begin("kind", "quantize", "source", "tiny:q8", "type", "Q4_0", "name", "tiny:q4"));
        assertThat(again).containsEntry("state", "failed");
        assertThat((String) again.get("error")).contains("already").doesNotContain("--");
        assertThat(outcome(begin("kind", "quantize", "source", "tiny:q8", "type", "Q4_0", "name", "tiny:q4", "requantize", true)))
                .containsEntry("state", "done");
    }

    @Test
    void aFolderBecomesAModel() throws IOException {
        TinyFolder.llama().write(server.place().resolve("folder"));
        Map<String, Object> job = outcome(begin("kind", "convert", "source", server.place().resolve("folder").toString(), "type", "f32", "name", "made"));
        assertThat(job).as(job.toString()).containsEntry("state", "done");
        assertThat(server.get("/api/tags").body()).contains("made:latest");
        assertThat(begin("kind", "convert", "source", fine(), "name", "x").statusCode()).isEqualTo(400);
        assertThat(begin("kind", "convert", "source", server.place().resolve("folder").toString(), "type", "odd", "name", "x").statusCode()).isEqualTo(400);
    }

    @Test
    void twoFilesAreComparedWithAllFigures() {
        outcome(begin("kind", "quantize", "source", fine(), "type", "Q8_0", "name", "small"));
        Map<String, Object> job = outcome(begin("kind", "compare", "base", fine(), "candidate", "small", "window", 32, "chunks", 2, "speed", true,
                "text", "The quick brown fox jumps over the lazy dog. ".repeat(10)));
        assertThat(job).as(job.toString()).containsEntry("state", "done");
        assertThat(((Map<?, ?>) job.get("request")).containsKey("text")).as("the text is kept").isFalse();
        Map<?, ?> result = (Map<?, ?>) job.get("result");
        assertThat((Double) result.get("base_perplexity")).isPositive();
        assertThat((Double) ((Map<?, ?>) result.get("kl_divergence")).get("mean")).isBetween(0.0, 0.5);
        assertThat((List<?>) result.get("kl_divergence_by_chunk")).hasSize(2);
        assertThat((List<?>) result.get("delta_probability_histogram")).hasSize(41);
        assertThat((Double) ((Map<?, ?>) result.get("candidate")).get("decode_tokens_per_second")).isPositive();
    }

    @Test
    void whatCanNotBeComparedIsSaid() {
        Map<String, Object> job = outcome(begin("kind", "compare", "base", fine(), "candidate", fine(), "window", 32, "text", "too short"));
        assertThat(job).containsEntry("state", "failed");
        assertThat((String) job.get("error")).contains("give a longer text");
        job = outcome(begin("kind", "compare", "base", fine(), "candidate", fine(), "window", 4096));
        assertThat((String) job.get("error")).contains("trained for sequences of 256");
    }

    @Test
    void verifyFindsADamagedFile() throws IOException {
        assertThat((Map<?, ?>) outcome(begin("kind", "verify", "model", "tiny")).get("result")).asString().contains("sound=true");
        Path weights;
        try (var files = Files.list(folder.resolve("store").resolve("blobs"))) {
            weights = files.max(java.util.Comparator.comparingLong(file -> file.toFile().length())).orElseThrow();
        }
        byte[] bytes = Files.readAllBytes(weights);
        bytes[bytes.length - 1] ^= 1;
        weights.toFile().setWritable(true);
        Files.write(weights, bytes);
        Map<?, ?> result = (Map<?, ?>) outcome(begin("kind", "verify", "model", "tiny")).get("result");
        assertThat(result.get("sound")).isEqualTo(false);
        assertThat((List<?>) result.get("problems")).hasSize(1);
    }

    @Test
    void pathsOutsideTheFoldersAreRefusedUnread() throws IOException {
        Path secret = folder.resolve("secret.gguf");
        Files.copy(Path.of(fine()), secret);
        Path link = server.place().resolve("link.gguf");
        Files.createSymbolicLink(link, secret);
        for (String path : List.of(secret.toString(), link.toString(), server.place() + "/../secret.gguf", "/etc/passwd", "/etc/nothing-there", "~/x.gguf",
                "../secret.gguf", "./fine.gguf", "C:\\x.gguf", "\\\\server\\share", server.place() + "x/fine.gguf")) {
            HttpResponse<String> response = server.send("POST", "/studio/api/workshop/plan", request("source", path));
            assertThat(response.statusCode()).as(path).isEqualTo(403);
            assertThat(response.body()).as(path).contains("outside the folders").doesNotContain("secret");
            assertThat(begin("kind", "quantize", "source", path, "type", "Q8_0", "name", "x").statusCode()).as(path).isEqualTo(403);
            assertThat(begin("kind", "compare", "base", "tiny", "candidate", path).statusCode()).as(path).isEqualTo(403);
            assertThat(begin("kind", "convert", "source", path, "name", "x").statusCode()).as(path).isEqualTo(403);
        }
        assertThat(server.send("POST", "/studio/api/workshop/plan", request("source", server.place() + "/none.gguf")).statusCode()).isEqualTo(404);
        assertThat(server.send("POST", "/studio/api/workshop/plan", request("source", server.place() + "/a\0b")).statusCode()).isEqualTo(400);
        Files.writeString(server.place().resolve("text.gguf"), "no model");
        assertThat(server.send("POST", "/studio/api/workshop/plan", request("source", server.place() + "/text.gguf")).statusCode()).isEqualTo(400);
    }

    @Test
    void wrongRequestsBeginNothing() {
        assertThat(begin("kind", "dance").statusCode()).isEqualTo(400);
        assertThat(begin().statusCode()).isEqualTo(400);
        assertThat(begin("kind", "quantize", "source", "tiny", "type", "Q8_0").statusCode()).isEqualTo(400);
        assertThat(begin("kind", "quantize", "source", "tiny", "type", "Q8_0", "name", "../../x").statusCode()).isEqualTo(400);
        assertThat(begin("kind", "quantize", "source", "none", "type", "Q8_0", "name", "x").statusCode()).isEqualTo(404);
        assertThat(begin("kind", "verify", "model", "none").statusCode()).isEqualTo(404);
        assertThat(begin("kind", "compare", "base", "tiny", "candidate", "tiny", "chunks", 0).statusCode()).isEqualTo(400);
        assertThat(begin("kind", "compare", "base", "tiny", "candidate", "tiny", "text", "x".repeat((2 << 20) + 1)).statusCode()).isEqualTo(400);
        assertThat(server.get("/studio/api/jobs").body()).isEqualTo("{\"jobs\":[]}");
        for (String header : List.of("http://127.0.0.1:1", "http://evil.example", "null")) {
            assertThat(server.send("POST", "/studio/api/jobs", request("kind", "verify", "model", "tiny"), "Origin", header).statusCode()).isEqualTo(403);
            assertThat(server.get("/studio/api/workshop", "Origin", header).statusCode()).isEqualTo(403);
        }
    }

    @Test
    void jobsAreCancelledForgottenAndKept() {
        TinyLlama.create().contextLength(256).layers(60).type(TensorType.F32).write(server.place().resolve("long.gguf"));
        String source = server.place().resolve("long.gguf").toString();
        String running = (String) StudioServer.json(begin("kind", "compare", "base", source, "candidate", source, "window", 128, "chunks", 1000, "speed", false,
                "text", "word ".repeat(100_000))).get("id");
        String waiting = (String) StudioServer.json(begin("kind", "verify", "model", "tiny")).get("id");
        assertThat(server.send("DELETE", "/studio/api/jobs/" + waiting, "").statusCode()).isEqualTo(409);
        assertThat(server.send("POST", "/studio/api/jobs/" + waiting + "/cancel", "").statusCode()).isEqualTo(204);
        assertThat(StudioServer.json(server.get("/studio/api/jobs/" + waiting))).containsEntry("state", "cancelled");
        assertThat(server.send("POST", "/studio/api/jobs/" + running + "/cancel", "").statusCode()).isEqualTo(204);
        while (!StudioServer.json(server.get("/studio/api/jobs/" + running)).get("state").equals("cancelled")) {
            LockSupport.parkNanos(Duration.ofMillis(20).toNanos());
        }
        assertThat(server.send("POST", "/studio/api/jobs/none/cancel", "").statusCode()).isEqualTo(404);
        assertThat(server.send("DELETE", "/studio/api/jobs/" + running, "").statusCode()).isEqualTo(204);
        server.close();
        // Another start knows those that are over.
        server = new StudioServer(folder, List.of());
        assertThat(StudioServer.each(StudioServer.json(server.get("/studio/api/jobs")).get("jobs"), "id")).containsExactly(waiting);
    }

    @Test
    void aListThatEndedWithTheServerSaysSo() throws IOException {
        Files.createDirectories(server.studioFolder());
        Files.writeString(server.studioFolder().resolve("jobs.json"), "{\"jobs\":[{\"id\":\"a\",\"kind\":\"verify\",\"title\":\"t\",\"request\":{},\"created\":\"2026-01-01T00:00:00Z\","
                + "\"state\":\"running\",\"notes\":[],\"started\":\"2026-01-01T00:00:00Z\",\"ended\":\"\",\"error\":\"\",\"result\":{}}]}");
        server.close();
        server = new StudioServer(folder, List.of());
        assertThat(StudioServer.json(server.get("/studio/api/jobs/a"))).containsEntry("state", "interrupted");
        Files.writeString(server.studioFolder().resolve("jobs.json"), "{");
        server.close();
        server = new StudioServer(folder, List.of());
        assertThat(server.get("/studio/api/jobs").body()).isEqualTo("{\"jobs\":[]}");
    }
}
