package hearth.cli;

import hearth.engine.score.Scorer;
import hearth.format.gguf.GgufFile;
import hearth.workshop.evaluate.CalibrationText;
import hearth.workshop.evaluate.EvaluationListener;
import hearth.workshop.evaluate.EvaluationText;
import hearth.workshop.evaluate.ImportanceCollector;
import hearth.workshop.evaluate.PerplexityResult;
import hearth.workshop.evaluate.WindowPlan;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code hearth imatrix}. */
@Command(
        name = "imatrix",
        description = "Measure which weights matter most, for quantizing with --imatrix.",
        footer = {
            "%nReads a calibration text and adds up, for each matrix, the squares of what its columns are multiplied",
            "with. The model should be as fine as there is: F16, BF16 or Q8_0. The file is llama.cpp's.",
            "Without --file a small text of Hearth's own is read.",
            "%nExamples:",
            "  hearth imatrix ./model-f16.gguf -o model.imatrix.gguf",
            "  hearth imatrix ./model-f16.gguf --file notes.txt -o model.imatrix.gguf --resume",
            "  hearth imatrix ./model-f16.gguf --file b.txt --in-file a.imatrix.gguf -o ab.imatrix.gguf"
        })
final class ImatrixCommand implements Callable<Integer> {
    private final Services services;

    @Parameters(paramLabel = "MODEL", description = "A name, a file or a folder.")
    private String name;

    @Option(names = {"-f", "--file"}, paramLabel = "TEXT", description = "The calibration text; - is standard input.")
    private Path file;

    @Option(names = {"-o", "--output"}, required = true, paramLabel = "FILE", description = "The GGUF file to write.")
    private Path output;

    @Option(names = "--in-file", paramLabel = "FILE", description = "Add an earlier file's sums; may be given more than once.")
    private List<Path> inputs = List.of();

    @Option(names = "--resume", description = "Go on with what -o FILE has read of the same text.")
    private boolean resume;

    @Option(names = "--force", description = "Replace FILE if it is there.")
    private boolean force;

    @Option(names = "--process-output", description = "Measure the output matrix too.")
    private boolean processOutput;

    @Option(names = "--save-every", paramLabel = "N", description = "Write the file each N chunks (default 10).")
    private int saveEvery = 10;

    @Option(names = {"-c", "--ctx"}, paramLabel = "N", description = "Tokens of a chunk (default 512).")
    private int contextLength = 512;

    @Mixin
    private EvaluationArguments arguments;

    ImatrixCommand(Services services) {
        this.services = services;
    }

    @Override
    public Integer call() throws IOException {
        if (saveEvery < 1) {
            throw new CommandException("--save-every must be 1 or more");
        }
        boolean goesOn = resume && Files.exists(output);
        if (Files.exists(output) && !goesOn && !force) {
            throw new CommandException(output + ": already there; --force replaces it, --resume goes on with it");
        }
        if (goesOn && !inputs.isEmpty()) {
            throw new CommandException("--resume goes on with " + output + " alone; --in-file has no place beside it");
        }
        String raw = file == null ? CalibrationText.read() : EvaluationArguments.text(services, file);
        ImportanceCollector collector = new ImportanceCollector(processOutput);
        inputs.forEach(collector::merge);
        if (goesOn) {
            collector.merge(output);
        }
        int firstChunk = goesOn ? collector.chunkCount() : 0;
        try (LoadedModel loaded = arguments.loadObserved(services, name, contextLength, collector);
                EvaluationProgress progress = new EvaluationProgress(services.io(), "perplexity");
                Scorer scorer = loaded.model().scorer()) {
            progress.step("tokenizing");
            EvaluationText text = EvaluationText.of(raw, loaded.model().tokenizer());
            WindowPlan plan = WindowPlan.chunks(text.tokenCount(), contextLength, arguments.chunks());
            if (firstChunk >= plan.count()) {
                throw new CommandException(output + " has read all " + plan.count() + " chunks of the text already");
            }
            PerplexityResult result = collector.run(scorer, text, plan, dataset(), firstChunk, saving(collector, progress));
            collector.write(output);
            progress.done();
            report(loaded, collector, result);
        }
        return ExitCode.OK;
    }

    private String dataset() {
        return file == null ? CalibrationText.NAME : file.getFileName().toString();
    }

    private EvaluationListener saving(ImportanceCollector collector, EvaluationProgress progress) {
        return (done, total, running) -> {
            if (done % saveEvery == 0 && done < total) {
                try {
                    collector.write(output);
                } catch (IOException e) {
                    throw new UncheckedIOException(Errors.message(e), e);
                }
            }
            progress.measured(done, total, running);
        };
    }

    private void report(LoadedModel loaded, ImportanceCollector collector, PerplexityResult result) {
        try (GgufFile model = loaded.located().open()) {
            collector.gaps(model).forEach(gap -> services.io().err().println("Note: no importance of " + gap));
        }
        services.io().err().printf(Locale.ROOT, "wrote %s: %d tensors, %d chunks of %d tokens; perplexity %.4f ± %.5f, %.1f tokens/s%n",
                output, collector.tensorNames().size(), collector.chunkCount(), contextLength, result.perplexity().value(),
                result.perplexity().error(), result.tokensPerSecond());
    }
}
