package hearth.server.scripted;

import hearth.server.access.AccessRules;
import hearth.server.http.Binding;
import hearth.server.http.ErrorForms;
import hearth.server.http.Exchange;
import hearth.server.http.HttpFront;
import hearth.server.http.HttpLimits;
import hearth.server.http.Route;
import hearth.server.ollama.OllamaErrors;
import hearth.store.Digest;
import hearth.store.ModelName;
import hearth.store.ModelStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** A registry on this machine that has one model, {@code library/far:latest}. */
public final class TestRegistry implements AutoCloseable {
    private final HttpFront front;

    /** @param model of the store, which the registry has under its own name */
    public TestRegistry(ModelStore store, String model) throws IOException {
        Path manifest = store.layout().manifest(store.require(ModelName.parse(model)).name());
        String root = "/v2/library/far/";
        front = HttpFront.open(
                new Binding("127.0.0.1", 0, Optional.empty()),
                HttpLimits.defaults(),
                new AccessRules(Set.of(), Set.of(), List.of()),
                List.of(
                        new Route("GET", root + "manifests/latest", Route.Access.OPEN, new OllamaErrors(), exchange -> send(exchange, manifest)),
                        new Route("GET", root + "blobs/{digest}", Route.Access.OPEN, new OllamaErrors(), exchange ->
                                send(exchange, store.layout().blob(Digest.parse(exchange.pathParameter("digest")))))),
                new ErrorForms(Map.of(), new OllamaErrors()),
                record -> {});
    }

    private static void send(Exchange exchange, Path file) throws IOException {
        exchange.respond(200, "application/octet-stream", Files.readAllBytes(file));
    }

    public String host() {
        return "127.0.0.1:" + front.port();
    }

    @Override
    public void close() {
        front.close();
    }
}
