package hearth.cli;

import hearth.engine.GenerationSettings;
import hearth.engine.embed.EmbedOptions;
import hearth.engine.embed.Embedding;
import hearth.json.Json;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code hearth embed}. */
@Command(
        name = "embed",
        description = "Print the vectors (embeddings) of texts as JSON.",
        footer = {
            "%nExamples:",
            "  hearth embed ./all-minilm.gguf \"Why is the sky blue?\" \"A clear day\"",
            "  hearth embed ./all-minilm.gguf --file sentences.txt        one text a line",
            "  hearth embed ./embeddinggemma.gguf --dimensions 256 \"A text\""
        })
final class EmbedCommand implements Callable<Integer> {
    private final Services services;

    @Parameters(index = "0", paramLabel = "MODEL", description = "A name, a file or a folder.")
    private String model;

    @Parameters(index = "1..*", paramLabel = "TEXT", description = "The texts; else --file, else standard input.")
    private List<String> texts = List.of();

    @Option(names = "--file", paramLabel = "FILE", description = "Read the texts from FILE, one a line; - is standard input.")
    private Path file;

    @Option(names = "--dimensions", paramLabel = "N", description = "Keep the first N numbers of each vector.")
    private int dimensions;

    @Option(
            names = "--normalize",
            negatable = true,
            defaultValue = "true",
            fallbackValue = "true",
            description = "Bring each vector to length 1 (the default); --no-normalize leaves them as they are.")
    private boolean normalize;

    @Option(
            names = "--truncate",
            negatable = true,
            defaultValue = "true",
            fallbackValue = "true",
            description = "Cut texts that exceed the context (the default); --no-truncate makes that an error.")
    private boolean truncate;

    @Option(
            names = {"--ctx", "--num-ctx"},
            paramLabel = "N",
            description = "Most tokens of a text (default 4096, or what the model was trained for if less).")
    private Integer contextLength;

    @Option(names = "--threads", paramLabel = "N", description = "Threads that compute (default: as many as the machine has cores).")
    private Integer threads;

    @Mixin
    private AdapterArguments adapters;

    EmbedCommand(Services services) {
        this.services = services;
    }

    @Override
    public Integer call() {
        if (file != null && !texts.isEmpty()) {
            throw new CommandException("give the texts either as arguments or with --file");
        }
        List<String> wanted = texts.isEmpty() ? lines() : texts;
        if (wanted.isEmpty()) {
            throw new CommandException("there is no text");
        }
        EmbedOptions options = EmbedOptions.defaults()
                .withNormalize(normalize)
                .withTruncate(truncate)
                .withDimensions(dimensions);
        try (LoadedModel loaded = LoadedModel.open(
                services, adapters.on(services.locator().hereOrPulled(model)), settings())) {
            List<Embedding> embeddings = loaded.model().embed(wanted, options);
            services.io().out().println(Json.write(report(embeddings)));
        }
        return ExitCode.OK;
    }

    private GenerationSettings settings() {
        GenerationSettings settings = GenerationSettings.defaults();
        settings = contextLength == null ? settings : settings.with("num_ctx", contextLength);
        return threads == null ? settings : settings.with("num_thread", threads);
    }

    private List<String> lines() {
        return TextArgument.read(services.io(), file == null ? Path.of("-") : file)
                .lines()
                .filter(line -> !line.isBlank())
                .toList();
    }

    private Map<String, Object> report(List<Embedding> embeddings) {
        List<Object> vectors = new ArrayList<>();
        List<Object> counts = new ArrayList<>();
        for (int i = 0; i < embeddings.size(); i++) {
            Embedding embedding = embeddings.get(i);
            vectors.add(embedding.rows() == 1 ? numbers(embedding.values()) : rows(embedding));
            counts.add(embedding.tokenCount());
            if (embedding.truncated()) {
                services.io().err().println("Warning: text " + (i + 1) + " was cut to " + embedding.tokenCount() + " tokens");
            }
        }
        Map<String, Object> report = new LinkedHashMap<>();
        report.put("model", model);
        report.put("embeddings", vectors);
        report.put("token_counts", counts);
        return report;
    }

    private static List<Object> rows(Embedding embedding) {
        List<Object> rows = new ArrayList<>();
        for (int i = 0; i < embedding.rows(); i++) {
            rows.add(numbers(embedding.row(i)));
        }
        return rows;
    }

    private static List<Object> numbers(float[] values) {
        List<Object> numbers = new ArrayList<>(values.length);
        for (float value : values) {
            numbers.add(value);
        }
        return numbers;
    }
}
