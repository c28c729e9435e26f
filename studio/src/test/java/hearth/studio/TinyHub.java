package hearth.studio;

import static org.assertj.core.api.Assertions.assertThat;

import hearth.server.access.AccessRules;
import hearth.server.http.Binding;
import hearth.server.http.ErrorForms;
import hearth.server.http.Exchange;
import hearth.server.http.HttpFront;
import hearth.server.http.HttpLimits;
import hearth.server.http.Route;
import hearth.server.wire.ErrorForm;
import hearth.testkit.TinyLlama;
import hearth.testkit.TinyVocabulary;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;

/** A hub on this machine with one repository; it is searched for "small & quick". */
final class TinyHub implements AutoCloseable {
    private static final int TAIL = 6 << 20;

    private final AtomicLong sent = new AtomicLong();
    private final HttpFront front;
    private final byte[] file;

    TinyHub(Path folder) throws IOException {
        Path tiny = folder.resolve("remote.gguf");
        TinyLlama.create().contextLength(256).chatTemplate(TinyVocabulary.CHAT_TEMPLATE).write(tiny);
        byte[] model = Files.readAllBytes(tiny);
        // Longer than its tensors: what lies behind must not be fetched.
        file = Arrays.copyOf(model, model.length + TAIL);
        ErrorForm errors = (failure, _) -> Map.of("error", failure.getMessage());
        front = HttpFront.open(new Binding("127.0.0.1", 0, Optional.empty()), HttpLimits.defaults(), new AccessRules(Set.of(), Set.of(), List.of()),
                List.of(new Route("GET", "/{path...}", Route.Access.OPEN, errors, this::answer)), new ErrorForms(Map.of(), errors), _ -> {});
    }

    /** Host and port. */
    String address() {
        return "127.0.0.1:" + front.port();
    }

    long fileBytes() {
        return file.length;
    }

    /** How much of the file was sent in pieces. */
    long sentBytes() {
        return sent.get();
    }

    private void answer(Exchange exchange) throws IOException {
        switch (exchange.pathParameter("path")) {
            case "api/models" -> {
                assertThat(exchange.query("filter")).contains("gguf");
                assertThat(exchange.query("search")).contains("small & quick");
                reply(exchange, "[{\"id\":\"Org/Small-GGUF\",\"downloads\":7,\"likes\":2,\"lastModified\":\"2026-01-02T03:04:05.000Z\",\"gated\":false},"
                        + "{\"id\":\"../etc/passwd\"},{\"id\":\"<img src=x onerror=y>/z\"},{\"id\":5},null,{\"id\":\"Org/Gated\",\"gated\":\"manual\"}]");
            }
            case "api/models/Org/Small-GGUF/tree/main" -> reply(exchange, "[{\"type\":\"file\",\"path\":\"small-Q4_K_M.gguf\",\"size\":" + file.length + "},"
                    + "{\"type\":\"file\",\"path\":\"small-f16.gguf\",\"size\":99999999},{\"type\":\"file\",\"path\":\"README.md\",\"size\":5},"
                    + "{\"type\":\"file\",\"path\":\"big-Q8_0-00001-of-00002.gguf\",\"size\":5000}]");
            case "Org/Small-GGUF/resolve/main/small-Q4_K_M.gguf" -> sendRange(exchange);
            default -> exchange.respondText(404, "none");
        }
    }

    private static void reply(Exchange exchange, String json) throws IOException {
        exchange.respond(200, "application/json", json.getBytes(StandardCharsets.UTF_8));
    }

    private void sendRange(Exchange exchange) throws IOException {
        if (exchange.header("Range").isEmpty()) {
            exchange.respond(200, "application/octet-stream", file);
            return;
        }
        String[] ends = exchange.header("Range").orElseThrow().substring("bytes=".length()).split("-");
        int first = Integer.parseInt(ends[0]);
        int last = Math.min(Integer.parseInt(ends[1]), file.length - 1);
        exchange.setHeader("Content-Range", "bytes " + first + "-" + last + "/" + file.length);
        sent.addAndGet(last - first + 1);
        exchange.respond(206, "application/octet-stream", Arrays.copyOfRange(file, first, last + 1));
    }

    @Override
    public void close() {
        front.close();
    }
}
