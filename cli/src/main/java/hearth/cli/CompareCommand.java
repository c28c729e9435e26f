package hearth.cli;

import hearth.engine.score.Scorer;
import hearth.format.AtomicFile;
import hearth.json.Json;
import hearth.workshop.evaluate.BaseHeader;
import hearth.workshop.evaluate.BaseLogits;
import hearth.workshop.evaluate.Comparison;
import hearth.workshop.evaluate.ComparisonReport;
import hearth.workshop.evaluate.ComparisonResult;
import hearth.workshop.evaluate.EvaluationText;
import hearth.workshop.evaluate.WindowPlan;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code hearth compare}. */
@Command(
        name = "compare",
        description = "Measure how far a model's predictions are from those of its base.",
        footer = {
            "%nFigures and definitions are llama-perplexity's: KL divergence in nats, the share of equal top tokens,",
            "the change of the right token's probability, both perplexities; sizes and speeds beside them.",
            "--base-logits keeps the base's predictions: the next comparison with it need not run it, and one that",
            "was stopped goes on.",
            "%nExamples:",
            "  hearth compare ./model-f16.gguf ./model-Q4_K_M.gguf --file wiki.test.raw --chunks 20",
            "  hearth compare ./f16.gguf ./q4.gguf --file wiki.test.raw --base-logits f16.logits --html report.html"
        })
final class CompareCommand implements Callable<Integer> {
    private final Services services;

    @Parameters(index = "0", paramLabel = "BASE", description = "The model to compare with: a name, a file or a folder.")
    private String baseName;

    @Parameters(index = "1", paramLabel = "MODEL", description = "The model to judge.")
    private String candidateName;

    @Option(names = {"-f", "--file"}, required = true, paramLabel = "TEXT", description = "The text; - is standard input.")
    private Path file;

    @Option(names = {"-c", "--ctx"}, paramLabel = "N", description = "Tokens of a chunk, whose second half counts (default 512).")
    private int contextLength = 512;

    @Option(names = "--base-logits", paramLabel = "FILE", description = "Keep the base's predictions in FILE, or take them from it.")
    private Path baseLogits;

    @Option(names = "--html", paramLabel = "FILE", description = "Write a report with plots.")
    private Path html;

    @Option(names = "-o", paramLabel = "FORMAT", description = "One of: ${COMPLETION-CANDIDATES} (default text).")
    private PerplexityCommand.Format format = PerplexityCommand.Format.text;

    @Option(
            names = "--bench",
            negatable = true,
            defaultValue = "true",
            fallbackValue = "true",
            description = "Measure the speed too (the default), of the models that are loaded.")
    private boolean bench;

    @Mixin
    private EvaluationArguments arguments;

    CompareCommand(Services services) {
        this.services = services;
    }

    @Override
    public Integer call() throws IOException {
        String raw = EvaluationArguments.text(services, file);
        try (ComparedModel base = new ComparedModel(services, arguments, baseName, contextLength);
                ComparedModel candidate = new ComparedModel(services, arguments, candidateName, contextLength);
                EvaluationProgress progress = new EvaluationProgress(services.io(), "KL divergence")) {
            progress.step("loading " + candidateName);
            EvaluationText text = EvaluationText.of(raw, candidate.model().tokenizer());
            base.requireTokens(raw, text);
            WindowPlan plan = WindowPlan.chunks(text.tokenCount(), contextLength, arguments.chunks());
            ComparisonResult result = compare(base, candidate, text, plan, progress);
            if (bench) {
                progress.step("measuring the speed");
            }
            ComparisonReport report = new ComparisonReport(base.facts(bench), candidate.facts(bench), text.digest(), result);
            progress.done();
            print(report);
        }
        return ExitCode.OK;
    }

    private ComparisonResult compare(
            ComparedModel base, ComparedModel candidate, EvaluationText text, WindowPlan plan, EvaluationProgress progress) {
        Comparison comparison = new Comparison(text, plan);
        Scorer scorer = candidate.scorer();
        if (baseLogits == null) {
            return comparison.run(base.scorer(), scorer, progress);
        }
        BaseHeader header = BaseHeader.of(text, plan, scorer.vocabularySize(), base.fingerprint());
        try (BaseLogits kept = BaseLogits.open(baseLogits, header)) {
            return comparison.run(kept, base::scorer, scorer, progress);
        }
    }

    private void print(ComparisonReport report) throws IOException {
        if (format == PerplexityCommand.Format.json) {
            services.io().out().println(Json.writePretty(report.fields()));
        } else {
            services.io().out().print(report.text());
        }
        if (html != null) {
            ByteBuffer page = ByteBuffer.wrap(report.html().getBytes(StandardCharsets.UTF_8));
            AtomicFile.write(html, channel -> {
                while (page.hasRemaining()) {
                    channel.write(page);
                }
            });
            services.io().err().println("wrote " + html);
        }
    }
}
