package hearth.cli;

import hearth.advisor.ReadBandwidth;
import hearth.advisor.TokenTraffic;
import hearth.engine.ModelSummary;
import hearth.format.gguf.GgufFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code hearth bench}. */
@Command(
        name = "bench",
        description = "Measure how fast a model reads and writes, as llama-bench does.",
        footer = {
            "%nEach test is warmed up for two seconds first: the JVM compiles its kernels while they run.",
            "The memory's read speed is measured too: it is what limits decoding. Ctrl-C prints what there is.",
            "%nExamples:",
            "  hearth bench smollm2:135m",
            "  hearth bench smollm2:135m -p 512,128 -n 0 -t 1,2 -r 3",
            "  hearth bench smollm2:135m -p 0 -n 32 -d 0,4096      decoding in a long context",
            "  hearth bench smollm2:135m -pg 512,128               a prompt and its answer",
            "  hearth bench --synthetic llama:7b:Q4_K_M            a shape, without a download",
            "  hearth bench ./model.gguf -p 128 -n 32 -o json > result.json"
        })
final class BenchCommand implements Callable<Integer> {
    private static final Path PROCESSORS = Path.of("/proc/cpuinfo");

    private final Services services;

    @Parameters(paramLabel = "MODEL", arity = "0..1", description = "A name, a file or a folder.")
    private String name;

    @Option(
            names = "--synthetic",
            paramLabel = "SHAPE:TYPE",
            description = "Instead of a model: random weights of this shape, as llama:7b:Q4_K_M. Nothing is downloaded.")
    private String synthetic;

    @Option(names = "-p", split = ",", paramLabel = "N", description = "Prompt tokens; 0 skips the test (default 512).")
    private List<Integer> prompts = List.of(512);

    @Option(names = "-n", split = ",", paramLabel = "N", description = "Generated tokens; 0 skips the test (default 128).")
    private List<Integer> generated = List.of(128);

    @Option(
            names = "-pg",
            paramLabel = "P,N",
            description = "A test of P prompt tokens and N generated ones after them; may be given more than once.")
    private List<String> pairs = List.of();

    @Option(names = "-d", split = ",", paramLabel = "N", description = "Tokens that are in the cache before (default 0).")
    private List<Integer> depths = List.of(0);

    @Option(
            names = {"-t", "--threads"},
            split = ",",
            paramLabel = "N",
            description = "Threads that compute (default: as many as the machine has processors).")
    private List<Integer> threads = List.of(Runtime.getRuntime().availableProcessors());

    @Option(names = "-b", paramLabel = "N", description = "Prompt tokens that run together (default 512).")
    private int batchSize = 512;

    @Option(names = "-r", paramLabel = "N", description = "Repetitions (default 5).")
    private int repetitions = 5;

    @Option(names = "-o", paramLabel = "FORMAT", description = "One of: ${COMPLETION-CANDIDATES} (default md).")
    private BenchPrinter.Format format = BenchPrinter.Format.md;

    @Mixin
    private AdapterArguments adapters;

    BenchCommand(Services services) {
        this.services = services;
    }

    @Override
    public Integer call() {
        if (repetitions < 1) {
            throw new CommandException("-r must be 1 or more");
        }
        List<BenchTest> tests = tests();
        if (tests.isEmpty()) {
            throw new CommandException("nothing to measure: -p and -n are both 0, and there is no -pg");
        }
        LocatedModel located = located();
        BenchResults results = new BenchResults(format, services.io());
        results.printAtExit();
        try (ProgressDisplay progress = new ProgressDisplay(services.io())) {
            for (int count : threads) {
                measure(located, tests, count, results, progress);
            }
            progress.erase();
        } finally {
            results.finish();
        }
        return ExitCode.OK;
    }

    private LocatedModel located() {
        if ((name == null) == (synthetic == null)) {
            throw new CommandException("give a MODEL, or --synthetic SHAPE:TYPE in its place");
        }
        if (synthetic == null) {
            return adapters.on(services.locator().hereOrPulled(name));
        }
        LocatedModel model = LocatedModel.synthetic(synthetic);
        try (GgufFile _ = model.open()) {
            return adapters.on(model);
        } catch (IllegalArgumentException e) {
            throw new CommandException(e.getMessage());
        }
    }

    private void measure(
            LocatedModel located, List<BenchTest> tests, int threadCount, BenchResults results, ProgressDisplay progress) {
        progress.step("measuring the memory, " + BenchPrinter.threads(threadCount));
        double bandwidth = ReadBandwidth.measure(threadCount);
        progress.step("loading " + located.name());
        try (LoadedModel loaded = LoadedModel.open(services, located, BenchRun.settings(tests, threadCount, batchSize))) {
            requireContext(loaded, tests);
            Map<String, Object> machine = machine(located, loaded);
            TokenTraffic traffic = traffic(located);
            for (BenchTest test : tests) {
                String what = test.name() + ", " + BenchPrinter.threads(threadCount);
                BenchRun run = new BenchRun(loaded.model(), test);
                double ceiling = traffic.ceiling(bandwidth, test.depth() + test.tokens() / 2);
                results.begin(machine, threadCount, test, new BenchRow.Roof(bandwidth, ceiling));
                progress.step(what + ": warming up");
                run.warmUp();
                for (int i = 1; i <= repetitions; i++) {
                    progress.step(what + ": run " + i + " of " + repetitions);
                    results.add(run.repeat());
                }
            }
        }
    }

    private List<BenchTest> tests() {
        List<BenchTest> tests = new ArrayList<>();
        for (int depth : depths) {
            prompts.stream().filter(count -> count != 0).forEach(count -> tests.add(new BenchTest(count, 0, depth)));
            generated.stream().filter(count -> count != 0).forEach(count -> tests.add(new BenchTest(0, count, depth)));
            pairs.forEach(pair -> tests.add(BenchTest.ofPair(pair, depth)));
        }
        return tests;
    }

    private static TokenTraffic traffic(LocatedModel located) {
        try (GgufFile file = located.open()) {
            return TokenTraffic.of(file);
        }
    }

    private static void requireContext(LoadedModel loaded, List<BenchTest> tests) {
        int available = loaded.model().contextLength();
        for (BenchTest test : tests) {
            if (test.contextLength() > available) {
                throw new CommandException(test.name() + " needs a context of " + test.contextLength() + " tokens, but the model has "
                        + available);
            }
        }
    }

    private Map<String, Object> machine(LocatedModel located, LoadedModel loaded) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("build_commit", services.build().commit());
        fields.put("cpu_info", processor());
        fields.put("gpu_info", "");
        fields.put("backends", loaded.engine().backendName());
        fields.put("model_filename", synthetic == null ? located.weights().toString() : synthetic);
        try (GgufFile file = located.open()) {
            ModelSummary summary = ModelSummary.of(file);
            fields.put("model_type", summary.architecture() + " " + Display.parameterCount(summary.parameterCount()) + " "
                    + summary.quantization());
            fields.put("model_size", summary.weightBytes());
            fields.put("model_n_params", summary.parameterCount());
        }
        fields.put("n_batch", batchSize);
        fields.put("n_ubatch", batchSize);
        fields.put("type_k", "f16");
        fields.put("type_v", "f16");
        fields.put("n_gpu_layers", 0);
        return fields;
    }

    private static String processor() {
        if (Files.isReadable(PROCESSORS)) {
            try (Stream<String> lines = Files.lines(PROCESSORS, StandardCharsets.UTF_8)) {
                return lines.filter(line -> line.startsWith("model name"))
                        .map(line -> line.substring(line.indexOf(':') + 1).strip())
                        .findFirst()
                        .orElse(System.getProperty("os.arch"));
            } catch (IOException | java.io.UncheckedIOException e) {
                return System.getProperty("os.arch");
            }
        }
        return System.getProperty("os.arch");
    }
}
