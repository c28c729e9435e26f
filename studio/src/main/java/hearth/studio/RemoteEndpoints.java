package hearth.studio;

import hearth.engine.ModelSummary;
import hearth.format.InvalidModelException;
import hearth.format.gguf.GgufFile;
import hearth.server.call.ApiException;
import hearth.server.call.ApiException.Kind;
import hearth.server.http.Exchange;
import hearth.server.model.ServedModel;
import hearth.server.wire.Fields;
import hearth.store.Cancellation;
import hearth.store.Digest;
import hearth.store.InvalidNameException;
import hearth.store.Layer;
import hearth.store.LayerKind;
import hearth.store.Manifest;
import hearth.store.ModelDetails;
import hearth.store.ModelName;
import hearth.store.ModelNotFoundException;
import hearth.store.ModelReference;
import hearth.store.StoreException;
import hearth.store.StoredModel;
import hearth.store.pull.HubRepository;
import hearth.store.pull.ModelResolver;
import hearth.store.pull.PullPlan;
import hearth.store.pull.RemoteFile;
import hearth.store.pull.RemoteHeader;
import hearth.store.pull.RemoteModels;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** What the page Discover asks of other machines: the hub's models, their files, and whether one would fit, from its header alone. */
final class RemoteEndpoints {
    private static final int MAX_WORDS = 200;
    private static final int MAX_NAME = 2000;

    private final StudioParts parts;
    private final FitEndpoint fit;
    private final ModelResolver resolver;

    RemoteEndpoints(StudioParts parts, FitEndpoint fit) {
        this.parts = parts;
        this.fit = fit;
        // The home folder is for paths, and none is asked for here.
        this.resolver = new ModelResolver(parts.store(), parts.catalogue(), parts.folder());
    }

    void search(Exchange exchange) throws IOException {
        String words = exchange.query("q").orElse("").strip();
        if (words.isEmpty() || words.length() > MAX_WORDS) {
            throw ApiException.invalid("q", "must have from 1 to " + MAX_WORDS + " characters");
        }
        List<Object> results = new ArrayList<>();
        for (HubRepository repository : ask(remote -> remote.search(words, new Cancellation()))) {
            Map<String, Object> json = new LinkedHashMap<>();
            json.put("id", repository.id());
            json.put("downloads", repository.downloads());
            json.put("likes", repository.likes());
            json.put("updated", repository.updated());
            json.put("gated", repository.gated());
            results.add(json);
        }
        exchange.respondJson(200, Map.of("results", results));
    }

    void files(Exchange exchange) throws IOException {
        String repository = exchange.query("repository").orElse("");
        List<Object> files = new ArrayList<>();
        for (RemoteFile file : ask(remote -> remote.files(repository, new Cancellation()))) {
            Map<String, Object> json = new LinkedHashMap<>();
            json.put("path", file.path());
            json.put("bytes", file.sizeBytes());
            json.put("quantization", file.quantization());
            json.put("reference", file.reference());
            json.put("split", file.split());
            json.put("installed", ModelReference.parse(file.reference()).storeName().flatMap(parts.store()::find).isPresent());
            files.add(json);
        }
        exchange.respondJson(200, Map.of("files", files));
    }

    /** Memory and speed of a model that is not here. */
    void look(Exchange exchange) throws IOException {
        Fields request = Fields.of(exchange.json());
        String text = request.requiredText("model");
        if (text.length() > MAX_NAME) {
            throw ApiException.invalid("model", "may have at most " + MAX_NAME + " characters");
        }
        PullPlan plan = plan(text);
        RemoteHeader header = ask(remote -> remote.header(plan, new Cancellation()));
        exchange.respondJson(200, answer(plan.name(), header, request));
    }

    private PullPlan plan(String text) {
        try {
            return resolver.plan(text);
        } catch (InvalidNameException | ModelNotFoundException e) {
            throw ApiException.invalid("model", "is no name or address of a model that can be downloaded");
        }
    }

    private Map<String, Object> answer(ModelName name, RemoteHeader header, Fields request) throws IOException {
        Path folder = Files.createTempDirectory("hearth-header");
        Path file = folder.resolve("header");
        try (GgufFile remote = header.open()) {
            ModelSummary summary = ModelSummary.of(remote);
            header.write(file);
            Map<String, Object> body = new LinkedHashMap<>(fit.fit(standIn(name, header, file), request));
            body.put("source", header.source());
            body.put("bytes", header.fileBytes());
            body.put("header_bytes", (long) header.head().length);
            body.put("architecture", summary.architecture());
            body.put("parameters", summary.parameterCount());
            body.put("quantization", summary.quantization());
            body.put("bits_per_weight", summary.weightBytes() * 8.0 / Math.max(1, summary.parameterCount()));
            summary.trainedContextLength().ifPresent(length -> body.put("trained_context_length", length));
            return body;
        } catch (InvalidModelException e) {
            throw new ApiException(Kind.UPSTREAM, e.getMessage(), e);
        } finally {
            Files.deleteIfExists(file);
            Files.deleteIfExists(folder);
        }
    }

    /** The model as it would be in the store. */
    private static ServedModel standIn(ModelName name, RemoteHeader header, Path file) {
        Digest unknown = Digest.of(header.source());
        Manifest manifest = new Manifest(
                new Layer(Manifest.CONFIG_MEDIA_TYPE, unknown, 0), List.of(Layer.of(LayerKind.MODEL, unknown, header.fileBytes())));
        ModelDetails details = new ModelDetails(Map.of(), Optional.empty(), Optional.empty(), Map.of(), List.of(), List.of());
        return new ServedModel(new StoredModel(name, manifest, unknown, Instant.EPOCH), file, List.of(), details);
    }

    private <T> T ask(Function<RemoteModels, T> question) {
        try (RemoteModels remote = new RemoteModels(parts.downloads())) {
            return question.apply(remote);
        } catch (InvalidNameException e) {
            throw new ApiException(Kind.INVALID_REQUEST, e.getMessage(), e);
        } catch (StoreException | InvalidModelException e) {
            throw new ApiException(Kind.UPSTREAM, e.getMessage().replaceAll("\\s*\\R\\s*", "; "), e);
        }
    }
}
