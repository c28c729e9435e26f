package hearth.cli;

import hearth.engine.score.Scorer;
import hearth.json.Json;
import hearth.workshop.evaluate.EvaluationText;
import hearth.workshop.evaluate.Perplexity;
import hearth.workshop.evaluate.PerplexityResult;
import hearth.workshop.evaluate.WindowPlan;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code hearth perplexity}. */
@Command(
        name = "perplexity",
        description = "Measure how well a model predicts a text; lower is better.",
        footer = {
            "%nThe definition is llama-perplexity's: chunks of --ctx tokens, of which the second half counts.",
            "--window N is another one, that of papers on quantization: all of each window counts. Figures of",
            "different definitions, contexts or tokenizers can't be compared.",
            "%nExamples:",
            "  hearth perplexity smollm2:135m --file wiki.test.raw",
            "  hearth perplexity ./model.gguf --file wiki.test.raw --chunks 20 -o json",
            "  hearth perplexity ./model.gguf --file wiki.test.raw --window 2048"
        })
final class PerplexityCommand implements Callable<Integer> {
    enum Format {
        text,
        json
    }

    private final Services services;

    @Parameters(paramLabel = "MODEL", description = "A name, a file or a folder.")
    private String name;

    @Option(names = {"-f", "--file"}, required = true, paramLabel = "TEXT", description = "The text; - is standard input.")
    private Path file;

    @Option(names = {"-c", "--ctx"}, paramLabel = "N", description = "Tokens of a chunk (default 512).")
    private Integer contextLength;

    @Option(names = "--window", paramLabel = "N", description = "Measure by windows of N tokens instead.")
    private Integer window;

    @Option(names = "--stride", paramLabel = "N", description = "With --window: tokens from a window to the next (default: all).")
    private Integer stride;

    @Option(names = "-o", paramLabel = "FORMAT", description = "One of: ${COMPLETION-CANDIDATES} (default text).")
    private Format format = Format.text;

    @Mixin
    private EvaluationArguments arguments;

    PerplexityCommand(Services services) {
        this.services = services;
    }

    @Override
    public Integer call() {
        if (window != null && contextLength != null) {
            throw new CommandException("give either --ctx or --window: they are two definitions");
        }
        if (stride != null && window == null) {
            throw new CommandException("--stride goes with --window");
        }
        int length = window != null ? window : contextLength != null ? contextLength : 512;
        String raw = EvaluationArguments.text(services, file);
        try (LoadedModel loaded = arguments.load(services, services.locator().hereOrPulled(name), length);
                EvaluationProgress progress = new EvaluationProgress(services.io(), "perplexity");
                Scorer scorer = loaded.model().scorer()) {
            progress.step("tokenizing");
            EvaluationText text = EvaluationText.of(raw, loaded.model().tokenizer());
            PerplexityResult result = Perplexity.measure(scorer, text, plan(text, length), progress);
            progress.done();
            print(loaded, text, result);
        }
        return ExitCode.OK;
    }

    private WindowPlan plan(EvaluationText text, int length) {
        return window == null
                ? WindowPlan.chunks(text.tokenCount(), length, arguments.chunks())
                : WindowPlan.windows(text.tokenCount(), length, stride == null ? length : stride, arguments.chunks());
    }

    private void print(LoadedModel loaded, EvaluationText text, PerplexityResult result) {
        PrintStream out = services.io().out();
        if (format == Format.json) {
            out.println(Json.writePretty(fields(loaded, text, result)));
            return;
        }
        WindowPlan plan = result.plan();
        out.printf(Locale.ROOT, "perplexity %.4f ± %.5f%n", result.perplexity().value(), result.perplexity().error());
        out.printf(Locale.ROOT, "%s; %d x %d tokens%s, %d predictions%n", plan.kind().description(), plan.count(), plan.length(),
                plan.stride() == plan.length() ? "" : ", " + plan.stride() + " apart", result.tokenCount());
        out.printf(Locale.ROOT, "%.1f tokens/s%n", result.tokensPerSecond());
    }

    private Map<String, Object> fields(LoadedModel loaded, EvaluationText text, PerplexityResult result) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("model", name);
        fields.put("build_commit", services.build().commit());
        fields.put("backend", loaded.engine().backendName());
        fields.put("text_sha256", text.digest());
        fields.put("text_tokens", text.tokenCount());
        fields.put("definition", result.plan().kind().name().toLowerCase(Locale.ROOT));
        fields.put("definition_description", result.plan().kind().description());
        fields.put("window", result.plan().length());
        fields.put("stride", result.plan().stride());
        fields.put("chunks", result.plan().count());
        fields.put("predictions", result.tokenCount());
        fields.put("mean_nll", result.meanNll());
        fields.put("perplexity", result.perplexity().value());
        fields.put("perplexity_error", result.perplexity().error());
        fields.put("seconds", result.nanos() / 1e9);
        fields.put("tokens_per_second", result.tokensPerSecond());
        return fields;
    }
}
