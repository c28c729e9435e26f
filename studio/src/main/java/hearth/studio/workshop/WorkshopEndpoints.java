package hearth.studio.workshop;

import hearth.format.InvalidModelException;
import hearth.format.gguf.GgufFile;
import hearth.server.call.ApiException;
import hearth.server.call.ApiException.Kind;
import hearth.server.http.Exchange;
import hearth.server.model.ServedModel;
import hearth.server.wire.Fields;
import hearth.store.ModelName;
import hearth.studio.job.JobQueue;
import hearth.studio.job.JobWork;
import hearth.workshop.convert.ConversionOptions;
import hearth.workshop.convert.WeightType;
import hearth.workshop.evaluate.CalibrationText;
import hearth.workshop.quantize.FileType;
import hearth.workshop.quantize.RoundingLoss;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The workshop over HTTP: what there is to work on, what a type would make of it, and the beginning of jobs. */
public final class WorkshopEndpoints {
    private static final int MAX_TEXT = 2 << 20;
    private static final int MAX_CHUNKS = 1000;
    private static final int MAX_WINDOW = 8192;

    private final WorkshopParts parts;
    private final JobQueue jobs;
    private final ModelIntake intake;

    public WorkshopEndpoints(WorkshopParts parts, JobQueue jobs) {
        this.parts = parts;
        this.jobs = jobs;
        this.intake = new ModelIntake(parts.store());
    }

    /** The folders that may be read, and what is in them. */
    public void facts(Exchange exchange) throws IOException {
        List<Object> found = new ArrayList<>();
        for (Places.Found each : parts.places().list()) {
            Map<String, Object> json = new LinkedHashMap<>();
            json.put("path", each.path().toString());
            json.put("folder", each.folder());
            json.put("bytes", each.bytes());
            found.add(json);
        }
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("places", parts.places().folders().stream().map(Object::toString).toList());
        body.put("found", found);
        body.put("quantize_types", QuantizeChoice.TYPES.stream().map(FileType::name).toList());
        body.put("convert_types", Arrays.stream(WeightType.values()).map(type -> type.name().toLowerCase(Locale.ROOT)).toList());
        exchange.respondJson(200, body);
    }

    /** Size by type, from the header. */
    public void plan(Exchange exchange) throws IOException {
        Fields request = Fields.of(exchange.json());
        WorkSource source = source(request, "source");
        try (GgufFile file = source.openToShow()) {
            long bytes = file.tensors().values().stream().mapToLong(hearth.format.gguf.TensorInfo::byteSize).sum();
            Map<String, Object> body = new LinkedHashMap<>();
            body.put("source_bytes", bytes);
            body.put("quantized", file.tensors().values().stream().anyMatch(tensor -> tensor.type().blockSize() > 1));
            body.put("rows", QuantizeChoice.rows(file, request));
            exchange.respondJson(200, body);
        }
    }

    /** The rounding error of one type, measured on a sample of the weights; about a second. */
    public void loss(Exchange exchange) throws IOException {
        Fields request = Fields.of(exchange.json());
        try (GgufFile file = source(request, "source").openToShow()) {
            RoundingLoss loss = QuantizeChoice.loss(file, request);
            Map<String, Object> body = new LinkedHashMap<>();
            body.put("relative_error", loss.relativeError());
            body.put("sampled_values", loss.sampledValues());
            exchange.respondJson(200, body);
        } catch (InvalidModelException e) {
            throw new ApiException(Kind.INVALID_REQUEST, QuantizeChoice.message(e), e);
        }
    }

    /** Begins a job. */
    public void begin(Exchange exchange) throws IOException {
        Map<String, Object> asked = exchange.json();
        Fields request = Fields.of(asked);
        String kind = request.requiredText("kind");
        Begun begun = switch (kind) {
            case "quantize" -> quantize(request);
            case "convert" -> convert(request);
            case "compare" -> compare(request);
            case "verify" -> verify(request);
            default -> throw ApiException.invalid("kind", "must be quantize, convert, compare or verify");
        };
        Map<String, Object> kept = new LinkedHashMap<>(asked);
        kept.remove("text");
        exchange.respondJson(201, Map.of("id", jobs.add(kind, begun.title(), kept, begun.work())));
    }

    private record Begun(String title, JobWork work) {}

    private WorkSource source(Fields request, String field) {
        return WorkSource.find(parts, field, request.requiredText(field));
    }

    private Begun quantize(Fields request) {
        WorkSource source = source(request, "source");
        FileType type = QuantizeChoice.type(request);
        ModelName name = intake.free(request.requiredText("name"));
        return new Begun(source.title() + " → " + name.display() + " (" + type + ")",
                new QuantizeWork(source, QuantizeChoice.options(request, type), name, intake));
    }

    private Begun convert(Fields request) {
        WorkSource source = source(request, "source");
        if (!source.isFolder()) {
            throw ApiException.invalid("source", "must be a folder with config.json and safetensors weights");
        }
        WeightType type = Arrays.stream(WeightType.values())
                .filter(each -> each.name().equalsIgnoreCase(request.text("type").orElse(WeightType.AUTO.name())))
                .findFirst()
                .orElseThrow(() -> ApiException.invalid("type", "is no type to convert to"));
        ModelName name = intake.free(request.requiredText("name"));
        return new Begun(source.title() + " → " + name.display(),
                new ConvertWork(source, ConversionOptions.defaults().withType(type), name, intake));
    }

    private Begun compare(Fields request) {
        WorkSource base = source(request, "base");
        WorkSource candidate = source(request, "candidate");
        String text = request.text("text").filter(given -> !given.isBlank()).orElseGet(CalibrationText::read);
        if (text.length() > MAX_TEXT) {
            throw ApiException.invalid("text", "may have at most " + MAX_TEXT + " characters");
        }
        int window = request.integer("window", 16, MAX_WINDOW).orElse(512);
        int chunks = request.integer("chunks", 1, MAX_CHUNKS).orElse(8);
        boolean speed = request.flag("speed").orElse(true);
        return new Begun(base.title() + " / " + candidate.title(),
                new CompareWork(parts.engines(), base, candidate, text, window, chunks, speed));
    }

    private Begun verify(Fields request) {
        ServedModel model = parts.directory().require(request.requiredText("model"));
        return new Begun(model.name(), new VerifyWork(parts.store(), model));
    }
}
