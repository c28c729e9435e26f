package hearth.cli;

import hearth.engine.Engine;
import hearth.engine.EngineOptions;
import hearth.engine.ModelSummary;
import hearth.format.AtomicFile;
import hearth.format.TensorType;
import hearth.format.gguf.GgufFile;
import hearth.json.Json;
import hearth.workshop.budget.BudgetGoal;
import hearth.workshop.budget.BudgetOptions;
import hearth.workshop.budget.BudgetQuantization;
import hearth.workshop.budget.BudgetReport;
import hearth.workshop.budget.BudgetResult;
import hearth.workshop.evaluate.ComparisonReport;
import hearth.workshop.evaluate.EvaluationText;
import hearth.workshop.evaluate.ModelFacts;
import hearth.workshop.quantize.QuantizationOptions;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import picocli.CommandLine.Option;

/** Options of {@code hearth quantize} with a budget in place of a type, and the work they ask for. */
final class BudgetArguments {
    @Option(names = "--budget", paramLabel = "BUDGET",
            description = "In place of --type: the most that may be lost (kl:0.02, ppl:2%%) or the largest size (4GB, 700MiB).")
    private String budget;

    @Option(names = "--types", paramLabel = "TYPE", split = ",", description = "With --budget: tensor types to choose from.")
    private List<String> types = List.of();

    @Option(names = "--verification", paramLabel = "TEXT",
            description = "With --budget: the text that the result is judged on (default: a third of the calibration text, not used there).")
    private Path verification;

    @Option(names = "--measures", paramLabel = "FOLDER",
            description = "With --budget: keep what was measured here, for another budget (default: until OUT is written).")
    private Path measures;

    boolean isGiven() {
        return budget != null;
    }

    /** Quantizes, with losses measured on a text; the evidence goes beside the file. */
    void write(Services services, LocatedModel source, Path output, QuantizationOptions quantization, String text) throws IOException {
        BudgetOptions options = options(services, quantization, text);
        Path folder = measures == null ? output.resolveSibling(output.getFileName() + ".measures") : measures;
        VectorModule.load().ifPresent(reason -> services.io().err().println("Warning: " + reason));
        BudgetResult result;
        try (Engine engine = Engine.open(EngineOptions.defaults().withThreads(0));
                BudgetProgress progress = new BudgetProgress(services.io())) {
            result = new BudgetQuantization(engine, source::open, options, progress).write(output, folder);
        }
        BudgetReport report = report(source, output, options, result);
        Path json = output.resolveSibling(output.getFileName() + ".budget.json");
        Path html = output.resolveSibling(output.getFileName() + ".budget.html");
        write(json, Json.writePretty(report.fields()) + "\n");
        write(html, report.html());
        if (measures == null) {
            remove(folder);
        }
        services.io().out().print(report.text());
        services.io().err().println("wrote " + output + ": " + Display.bytes(result.fileBytes()) + "; evidence in " + json.getFileName()
                + " and " + html.getFileName());
    }

    private BudgetOptions options(Services services, QuantizationOptions quantization, String text) {
        BudgetGoal goal;
        try {
            goal = BudgetGoal.parse(budget);
        } catch (IllegalArgumentException e) {
            throw new CommandException("--budget " + e.getMessage(), e);
        }
        BudgetOptions options = BudgetOptions.of(goal, text).withThreads(quantization.threads());
        if (verification != null) {
            options = options.withTexts(text, EvaluationArguments.text(services, verification));
        }
        options = quantization.importance().isPresent() ? options.withImportance(quantization.importance().get()) : options;
        options = quantization.requantize() ? options.withRequantize() : options;
        return types.isEmpty() ? options : options.withTypes(tensorTypes());
    }

    private Set<TensorType> tensorTypes() {
        Set<TensorType> all = EnumSet.noneOf(TensorType.class);
        for (String name : types) {
            all.add(TensorType.ofName(name.toUpperCase(Locale.ROOT))
                    .orElseThrow(() -> new CommandException("--types: '" + name + "' is no tensor type")));
        }
        return all;
    }

    private static BudgetReport report(LocatedModel source, Path output, BudgetOptions options, BudgetResult result) {
        try (GgufFile base = source.open(); GgufFile made = GgufFile.open(output)) {
            String digest = EvaluationText.digestOf(options.verification());
            return new BudgetReport(
                    result,
                    new ComparisonReport(facts(source.name(), base), facts(output.getFileName().toString(), made), digest, result.comparison()));
        }
    }

    private static ModelFacts facts(String name, GgufFile file) {
        ModelSummary summary = ModelSummary.of(file);
        return new ModelFacts(name, summary.quantization(), summary.weightBytes(), summary.parameterCount(), Optional.empty());
    }

    private static void write(Path file, String text) throws IOException {
        ByteBuffer bytes = ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
        AtomicFile.write(file, channel -> {
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
        });
    }

    private static void remove(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
