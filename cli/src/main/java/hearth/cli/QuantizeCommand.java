package hearth.cli;

import hearth.cli.MethodArguments.Format;
import hearth.cli.MethodArguments.Method;
import hearth.format.TensorType;
import hearth.format.gguf.GgufFile;
import hearth.format.gguf.TensorInfo;
import hearth.workshop.awq.AwqMethod;
import hearth.workshop.awq.AwqOptions;
import hearth.workshop.export.CheckpointExport;
import hearth.workshop.gptq.GptqMethod;
import hearth.workshop.huggingface.HuggingFaceFolder;
import hearth.workshop.quantize.FileType;
import hearth.workshop.quantize.ImportanceMatrix;
import hearth.workshop.quantize.PlannedTensor;
import hearth.workshop.quantize.Quantization;
import hearth.workshop.quantize.QuantizationListener;
import hearth.workshop.quantize.QuantizationOptions;
import hearth.workshop.quantize.QuantizationPlan;
import hearth.workshop.quantize.RoundingMethod;
import hearth.workshop.quantize.TypeOverride;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code hearth quantize}. */
@Command(
        name = "quantize",
        description = "Write a model with smaller tensor types, as llama.cpp's quantizer would.",
        footer = {
            "%nTypes: Q4_0 Q4_1 Q5_0 Q5_1 Q8_0, Q2_K Q2_K_S Q3_K_S Q3_K_M Q3_K_L Q4_K_S Q4_K_M Q5_K_S Q5_K_M Q6_K,",
            "IQ1_S IQ1_M IQ2_XXS IQ2_XS IQ2_S IQ2_M IQ3_XXS IQ3_XS IQ3_S IQ3_M IQ4_NL IQ4_XS, TQ1_0 TQ2_0, MXFP4_MOE,",
            "NVFP4, Q1_0 Q2_0, F16 BF16 F32. The smallest need an importance matrix.",
            "%nA stopped run leaves OUT.part; the same command goes on from there.",
            "%n--method gptq and awq run a calibration text through the model, layer by layer, and lose less at 4 bits.",
            "GPTQ rounds to Q4_0 Q4_1 Q5_0 Q5_1 Q8_0, the K types, IQ4_NL and IQ4_XS; AWQ to all.",
            "%nExamples:",
            "  hearth quantize ./Qwen2.5-0.5B-Instruct qwen-q4.gguf --type Q4_K_M",
            "  hearth quantize model-f16.gguf model-q3.gguf --type Q3_K_M --imatrix imatrix.gguf",
            "  hearth quantize model-f16.gguf --type Q4_K_M --dry-run              sizes and bits by tensor",
            "  hearth quantize model-f16.gguf out.gguf --type Q4_K_M --tensor-type ffn_down=Q6_K",
            "  hearth quantize model-f16.gguf out.gguf --budget ppl:2%%             as small as 2 %% more perplexity allow",
            "  hearth quantize model-f16.gguf out.gguf --budget 4GB                as good as 4 GB allow",
            "  hearth quantize model-f16.gguf model-q4.gguf --type Q4_0 --method gptq --calibration notes.txt",
            "  hearth quantize ./Qwen2.5-0.5B-Instruct ./qwen-gptq --format gptq --group-size 128"
        })
final class QuantizeCommand implements Callable<Integer> {
    private final Services services;

    @Spec
    private CommandSpec spec;

    @Parameters(index = "0", paramLabel = "IN", description = "A name, a GGUF file, or a folder with safetensors weights.")
    private String input;

    @Parameters(index = "1", arity = "0..1", paramLabel = "OUT", description = "The GGUF file to write.")
    private Path output;

    @Option(names = "--type", paramLabel = "TYPE", description = "File type, for example Q4_K_M.")
    private String type;

    @Option(names = "--imatrix", paramLabel = "FILE", description = "Importance matrix (llama.cpp's GGUF or older form).")
    private Path importance;

    @Option(names = "--tensor-type", paramLabel = "PATTERN=TYPE",
            description = "Type of tensors in whose names a regular expression is found; the first that fits wins.")
    private List<String> overrides = List.of();

    @Option(names = "--output-tensor-type", paramLabel = "TYPE", description = "Type of the output matrix.")
    private String outputType;

    @Option(names = "--token-embedding-type", paramLabel = "TYPE", description = "Type of the token embedding.")
    private String embeddingType;

    @Option(names = "--pure", description = "All matrices in the one type.")
    private boolean pure;

    @Option(names = "--allow-requantize", description = "Accept a quantized source; the result is worse than from the original.")
    private boolean requantize;

    @Option(names = "--threads", paramLabel = "N", description = "Threads (default: one for each processor).")
    private Integer threads;

    @Option(names = "--dry-run", description = "List tensors, types and sizes; write nothing.")
    private boolean dryRun;

    @Option(names = "--force", description = "Replace OUT if it is there.")
    private boolean force;

    @Mixin
    private BudgetArguments budget;

    @Mixin
    private MethodArguments method;

    QuantizeCommand(Services services) {
        this.services = services;
    }

    @Override
    public Integer call() throws IOException {
        requireUse();
        if (method.format() != Format.GGUF) {
            export();
            return ExitCode.OK;
        }
        requireOneGoal();
        QuantizationOptions options = options();
        if (output == null && !dryRun) {
            throw new ParameterException(spec.commandLine(), "OUT says where the result goes; --dry-run only shows it");
        }
        if (!dryRun && Files.exists(output) && !force) {
            throw new CommandException(output + ": already there; --force replaces it");
        }
        LocatedModel model = services.locator().here(input);
        if (budget.isGiven()) {
            budget.write(services, model, output, options, method.text(services));
            return ExitCode.OK;
        }
        try (GgufFile source = model.open()) {
            Quantization quantization = Quantization.of(source, method.method() == Method.AWQ ? weighted(options) : options);
            if (method.method() == Method.GPTQ) {
                GptqMethod.require(quantization.plan(), model.name());
            }
            if (dryRun) {
                list(quantization);
            } else {
                write(model, quantization, options);
            }
        }
        return ExitCode.OK;
    }

    /** No option is taken without being used. */
    private void requireUse() {
        boolean calibrated = method.method() != Method.PLAIN;
        boolean gguf = method.format() == Format.GGUF;
        refuseUnless(calibrated || budget.isGiven(), "with --method gptq or awq, or with --budget", "--calibration");
        refuseUnless(calibrated, "with --method gptq or awq", "--calibration-length", "--calibration-sequences");
        refuseUnless(method.method() == Method.GPTQ, "with --method gptq", "--order", "--damping");
        refuseUnless(!gguf, "with --format gptq or awq", "--group-size", "--bits");
        refuseUnless(method.format() == Format.GPTQ, "with --format gptq", "--asymmetric");
        refuseUnless(budget.isGiven(), "with --budget", "--types", "--verification", "--measures");
        refuseUnless(gguf, "without --format", "--budget");
    }

    private void refuseUnless(boolean used, String where, String... options) {
        for (String option : options) {
            if (!used && spec.commandLine().getParseResult().hasMatchedOption(option)) {
                throw new ParameterException(spec.commandLine(), option + ": only " + where);
            }
        }
    }

    /** Either a type or a budget; what says which tensor gets which type goes with a type only. */
    private void requireOneGoal() {
        if ((type == null) != budget.isGiven()) {
            throw new ParameterException(spec.commandLine(), "give either --type TYPE or --budget BUDGET");
        }
        boolean chosen = pure || dryRun || method.method() != Method.PLAIN || !overrides.isEmpty() || outputType != null || embeddingType != null;
        if (budget.isGiven() && chosen) {
            throw new ParameterException(spec.commandLine(), "--budget chooses the type of each tensor by what is measured:"
                    + " --pure, --dry-run, --method and types of single tensors have no place beside it");
        }
    }

    /** A folder for Hugging Face's libraries. */
    private void export() throws IOException {
        if (type != null || importance != null || dryRun || pure || requantize || force || outputType != null || embeddingType != null
                || !overrides.isEmpty() || budget.isGiven()) {
            throw new ParameterException(spec.commandLine(), "--format writes a new folder of one kind; of the other options only --method,"
                    + " --calibration..., --order, --damping, --bits, --group-size, --asymmetric and --threads go with it");
        }
        if (output == null) {
            throw new ParameterException(spec.commandLine(), "OUT says where the folder goes");
        }
        LocatedModel model = services.locator().here(input);
        if (!HuggingFaceFolder.isAt(model.weights())) {
            throw new CommandException(input + ": --format needs a folder with config.json and safetensors weights, whose form the result takes");
        }
        int cores = threads == null ? 0 : threads;
        int rounding = threads == null ? Runtime.getRuntime().availableProcessors() : threads;
        try (ProgressDisplay progress = new ProgressDisplay(services.io());
                InterruptGuard guard = InterruptGuard.start();
                GgufFile source = model.open()) {
            long bytes = source.tensors().values().stream().mapToLong(TensorInfo::byteSize).sum();
            new CheckpointExport(model.weights(), method.export(services, cores, rounding), new Bar(progress, guard, bytes)).write(output);
        }
        services.io().err().println("wrote " + output);
    }

    /** AWQ measures importance later; the mixtures ask now whether there is any. */
    private static QuantizationOptions weighted(QuantizationOptions options) {
        if (options.importance().isPresent()) {
            throw new CommandException("--method awq measures the importance itself; --imatrix has no place beside it");
        }
        return options.withImportance(new ImportanceMatrix("", List.of(), 0, Map.of()));
    }

    private void write(LocatedModel model, Quantization quantization, QuantizationOptions options) throws IOException {
        try (ProgressDisplay progress = new ProgressDisplay(services.io());
                InterruptGuard guard = InterruptGuard.start()) {
            Bar bar = new Bar(progress, guard, quantization.plan().sourceBytes());
            int cores = threads == null ? 0 : threads;
            switch (method.method()) {
                case PLAIN -> write(quantization, options, bar, RoundingMethod.NONE);
                case GPTQ -> write(quantization, options, bar,
                        new GptqMethod(model::open, method.calibration(services, cores), method.gptq(options.threads())));
                case AWQ -> {
                    if (Files.exists(output) && Files.exists(model.weights()) && Files.isSameFile(output, model.weights())) {
                        throw new CommandException(output + " is the model to read from; write to another file");
                    }
                    try (AwqMethod awq = AwqMethod.prepare(model::open, quantization.plan(), method.calibration(services, cores),
                            method.calibrationName(), AwqOptions.defaults().withThreads(options.threads()), bar)) {
                        services.io().err().println("AWQ moved factors into " + awq.foldedGroups() + " groups of matrices");
                        QuantizationOptions weighted = options.withImportance(awq.importance());
                        write(Quantization.of(awq.model(), weighted), weighted, bar, RoundingMethod.NONE);
                    }
                }
            }
        }
    }

    private QuantizationOptions options() {
        FileType fileType = type == null ? FileType.Q8_0 : FileType.ofName(type).orElseThrow(() -> new ParameterException(
                spec.commandLine(), "--type " + type + " is not one of " + Arrays.toString(FileType.values())));
        QuantizationOptions options = QuantizationOptions.of(fileType).withOverrides(overrides());
        options = pure ? options.withPure() : options;
        options = requantize ? options.withRequantize() : options;
        options = outputType == null ? options : options.withOutputType(tensorType(outputType));
        options = embeddingType == null ? options : options.withEmbeddingType(tensorType(embeddingType));
        options = importance == null ? options : options.withImportance(ImportanceMatrix.read(importance));
        if (threads != null && threads < 1) {
            throw new ParameterException(spec.commandLine(), "--threads " + threads + " is not positive");
        }
        return threads == null ? options : options.withThreads(threads);
    }

    private List<TypeOverride> overrides() {
        List<TypeOverride> all = new ArrayList<>();
        for (String override : overrides) {
            int equals = override.lastIndexOf('=');
            if (equals < 1) {
                throw new ParameterException(spec.commandLine(), "--tensor-type " + override + " is not PATTERN=TYPE");
            }
            try {
                Pattern pattern = Pattern.compile(override.substring(0, equals));
                all.add(new TypeOverride(pattern, tensorType(override.substring(equals + 1))));
            } catch (PatternSyntaxException e) {
                throw new ParameterException(spec.commandLine(), "--tensor-type " + override + ": " + e.getDescription(), e);
            }
        }
        return all;
    }

    private TensorType tensorType(String name) {
        return TensorType.ofName(name.toUpperCase(Locale.ROOT)).orElseThrow(() -> new ParameterException(spec.commandLine(),
                "'" + name + "' is no tensor type; types are " + Arrays.toString(TensorType.values())));
    }

    private void list(Quantization quantization) {
        Table table = new Table("NAME", "SHAPE", "FROM", "TO", "BITS", "SIZE", "NOTE");
        for (PlannedTensor tensor : quantization.plan().tensors()) {
            table.add(tensor.source().name(), tensor.source().shape().toString(), tensor.source().type().name(), tensor.type().name(),
                    String.format(Locale.ROOT, "%.4g", tensor.bitsPerWeight()), Display.bytes(tensor.byteSize()), note(tensor));
        }
        table.print(services.io().out());
        services.io().out().println(summary(quantization));
    }

    private static String note(PlannedTensor tensor) {
        String fallback = tensor.type() == tensor.wanted() ? "" : "rows do not fill blocks of " + tensor.wanted();
        String weighted = tensor.weighted() && !tensor.isCopied() ? "weighted" : "";
        return fallback.isEmpty() || weighted.isEmpty() ? fallback + weighted : fallback + ", " + weighted;
    }

    private static String summary(Quantization quantization) {
        QuantizationPlan plan = quantization.plan();
        return String.format(Locale.ROOT, "%d tensors, %s to %s, %.2f bits per weight", plan.tensors().size(),
                Display.bytes(plan.sourceBytes()), Display.bytes(quantization.byteSize()), plan.bitsPerWeight());
    }

    private void write(Quantization quantization, QuantizationOptions options, Bar bar, RoundingMethod rounding)
            throws IOException {
        QuantizationPlan plan = quantization.plan();
        plan.tensors().stream()
                .filter(tensor -> tensor.type() != tensor.wanted())
                .forEach(tensor -> services.io().err().println("Note: " + tensor.source().name() + " becomes " + tensor.type()
                        + ", as its rows of " + tensor.source().columns() + " values do not fill blocks of " + tensor.wanted()));
        if (options.importance().isPresent()) {
            plan.tensors().stream()
                    .filter(tensor -> !tensor.weighted() && !tensor.isCopied())
                    .forEach(tensor -> services.io().err().println("Note: the importance matrix has nothing for " + tensor.source().name()));
        }
        quantization.write(output, bar, rounding);
        services.io().err().println("wrote " + output + ": " + summary(quantization));
    }

    /** Shows values as bytes of the source. */
    private static final class Bar implements QuantizationListener {
        private final ProgressDisplay progress;
        private final InterruptGuard guard;
        private final long bytes;
        private String stage = "quantizing";

        Bar(ProgressDisplay progress, InterruptGuard guard, long bytes) {
            this.progress = progress;
            this.guard = guard;
            this.bytes = bytes;
        }

        @Override
        public void stage(String name) {
            stage = name;
        }

        @Override
        public void encoded(long values, long totalValues) {
            guard.check();
            progress.bar(stage, totalValues == 0 ? bytes : (long) ((double) values / totalValues * bytes), bytes);
        }

        @Override
        public void note(String sentence) {
            progress.status("Note: " + sentence);
        }
    }
}
