package hearth.workshop.budget;

import hearth.engine.Engine;
import hearth.format.TensorType;
import hearth.format.gguf.GgufFile;
import hearth.format.gguf.TensorInfo;
import hearth.workshop.calibrate.Workers;
import hearth.workshop.evaluate.ComparisonResult;
import hearth.workshop.quantize.FileType;
import hearth.workshop.quantize.ImportanceMatrix;
import hearth.workshop.quantize.Quantizable;
import hearth.workshop.quantize.Quantization;
import hearth.workshop.quantize.QuantizationOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

/**
 * Quantizes a model to a budget. Sensitivity is measured: each group of tensors is rounded alone and the whole model compared with its
 * source. A search then gives each tensor a type. The file is written and measured on text that nothing was fitted to; where the
 * promise does not hold, or more than holds, the prediction is corrected and the search goes again.
 *
 * <p>Measurements are kept in a folder, so that a run that was stopped goes on, and another budget for the same source is quick.
 */
public final class BudgetQuantization {
    private static final Set<TensorType> FLOATS = EnumSet.of(TensorType.F32, TensorType.F16, TensorType.BF16);
    private static final double USUAL_BITS = 4.5;
    private static final double LEAST_BITS = 2.5;

    private final Engine engine;
    private final Supplier<GgufFile> source;
    private final BudgetOptions options;
    private final BudgetListener listener;

    /** @param source opens the model; it is opened several times */
    public BudgetQuantization(Engine engine, Supplier<GgufFile> source, BudgetOptions options, BudgetListener listener) {
        this.engine = engine;
        this.source = source;
        this.options = options;
        this.listener = listener;
    }

    /**
     * Does all the work.
     *
     * @param folder where measurements are kept; made if it is missing
     * @throws BudgetException if the budget can't be kept
     * @throws IOException if a file can't be written
     * @throws hearth.format.InvalidModelException if the source can't be read, or the importance is of another model
     * @throws hearth.workshop.evaluate.EvaluationException if the texts are too short for a measurement
     */
    public BudgetResult write(Path target, Path folder) throws IOException {
        requireSource(target);
        Files.createDirectories(folder);
        Workbench bench = new Workbench(engine, source, options, folder, listener);
        ImportanceMatrix importance = bench.importance(source);
        String identity = bench.trials().fingerprint() + " " + ImportanceDigest.of(importance);
        try (GgufFile file = source.get(); MeasureLog log = MeasureLog.open(folder.resolve("measures.jsonl"), identity, listener)) {
            requireFit(file, importance);
            List<TensorChoices> tensors = choices(file, importance, log);
            try (TrialFile trial = new TrialFile(options, bench, file, importance, log, target)) {
                BudgetSearch.requirePossible(options.goal(), tensors, trial);
                Sensitivity sensitivity = new SensitivityProbe(bench, file, importance, log, probeBits(file)).measure(tensors);
                bench.trials().prepare(bench.verification(), "reading the verification text");
                Attempt best = new BudgetSearch(new TypeSearch(tensors, sensitivity), trial).find(options.goal());
                ComparisonResult result = trial.publish(best);
                List<FixedTypes.Fixed> fixed = FixedTypes.of(file, importance, tensors, sensitivity);
                return new BudgetResult(options.goal(), tensors, sensitivity, trial.attempts(), best, fixed, result);
            }
        }
    }

    /** What can't work is said before hours of measuring. */
    private void requireSource(Path target) throws IOException {
        try (GgufFile file = source.get()) {
            for (TensorInfo tensor : file.tensors().values()) {
                if (Quantizable.test(tensor) && !FLOATS.contains(tensor.type()) && !options.requantize()) {
                    throw new BudgetException(file.name() + ": tensor '" + tensor.name() + "' is " + tensor.type() + " already;"
                            + " quantizing it again loses more than quantizing the original. --allow-requantize does it all the same");
                }
            }
            if (file.path().isPresent() && Files.exists(target) && Files.isSameFile(file.path().get(), target)) {
                throw new IOException(target + " is the model to read from; write to another file");
            }
        }
    }

    /** Importance of another model has other numbers of columns. */
    private static void requireFit(GgufFile file, ImportanceMatrix importance) {
        Quantization.of(file, QuantizationOptions.of(FileType.Q8_0).withRequantize().withImportance(importance));
    }

    private List<TensorChoices> choices(GgufFile file, ImportanceMatrix importance, MeasureLog log) {
        Map<TensorInfo, String> groups = new LinkedHashMap<>();
        SensitivityGroups.of(file).byName().forEach((name, tensors) -> tensors.forEach(tensor -> groups.put(tensor, name)));
        List<Map.Entry<TensorInfo, String>> tensors = List.copyOf(groups.entrySet());
        TensorChoices[] found = new TensorChoices[tensors.size()];
        // Encoders have tables that take time to build, so they are handed on.
        Queue<EncodingErrors> idle = new ConcurrentLinkedQueue<>();
        AtomicInteger done = new AtomicInteger();
        try (Workers workers = new Workers(options.threads())) {
            workers.forEach(found.length, i -> {
                TensorInfo tensor = tensors.get(i).getKey();
                found[i] = new TensorChoices(tensor, tensors.get(i).getValue(), choices(file, tensor, importance, idle, log));
                synchronized (listener) {
                    listener.progress("measuring what types lose", done.incrementAndGet(), found.length);
                }
            });
        }
        return List.of(found);
    }

    private List<Choice> choices(
            GgufFile file, TensorInfo tensor, ImportanceMatrix importance, Queue<EncodingErrors> idle, MeasureLog log) {
        String key = "types of " + tensor.name() + " among " + options.types();
        return log.findChoices(key, tensor).orElseGet(() -> {
            EncodingErrors errors = Objects.requireNonNullElseGet(
                    idle.poll(), () -> new EncodingErrors(file, Optional.of(importance), options.types()));
            List<Choice> measured = errors.choices(tensor);
            idle.add(errors);
            log.add(key, measured);
            return measured;
        });
    }

    /** Probes come near the size of the result, where that is known. */
    private double probeBits(GgufFile file) {
        if (!(options.goal() instanceof BudgetGoal.Size size)) {
            return USUAL_BITS;
        }
        long values = file.tensors().values().stream().mapToLong(tensor -> tensor.elementCount()).sum();
        return Math.clamp(8.0 * size.bytes() / values, LEAST_BITS, USUAL_BITS);
    }
}
