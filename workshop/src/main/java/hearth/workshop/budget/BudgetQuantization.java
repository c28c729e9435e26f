package hearth.workshop.budget;

import hearth.engine.Engine;
import hearth.format.AtomicFile;
import hearth.format.gguf.GgufFile;
import hearth.format.gguf.TensorInfo;
import hearth.workshop.evaluate.ComparisonResult;
import hearth.workshop.quantize.ImportanceMatrix;
import hearth.workshop.quantize.Quantization;
import hearth.workshop.quantize.QuantizationListener;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Queue;
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
    private static final int MAX_ATTEMPTS = 8;
    /** A loss this near below what is allowed is good enough. */
    private static final double GOOD_SHARE = 0.96;
    /** Sizes this near to each other are not told apart. */
    private static final double SIZE_STEP = 0.004;
    private static final double USUAL_BITS = 4.5;
    private static final double LEAST_BITS = 2.5;

    private final Engine engine;
    private final Supplier<GgufFile> source;
    private final BudgetOptions options;
    private final BudgetListener listener;
    private final Map<String, ComparisonResult> compared = new HashMap<>();

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
     * @throws hearth.workshop.evaluate.EvaluationException if the texts are too short for a measurement
     */
    public BudgetResult write(Path target, Path folder) throws IOException {
        Files.createDirectories(folder);
        Workbench bench = new Workbench(engine, source, options, folder, listener);
        ImportanceMatrix importance = bench.importance(source);
        String identity = bench.trials().fingerprint() + " " + ImportanceDigest.of(importance);
        try (GgufFile file = source.get(); MeasureLog log = MeasureLog.open(folder.resolve("measures.jsonl"), identity, listener)) {
            List<TensorChoices> tensors = choices(file, importance, log);
            double bits = probeBits(file);
            Sensitivity sensitivity = new SensitivityProbe(bench, file, importance, log, bits).measure(tensors);
            bench.trials().prepare(bench.verification(), "reading the verification text");
            Run run = new Run(bench, file, importance, log, new TypeSearch(tensors, sensitivity), target);
            Attempt best = run.find();
            ComparisonResult result = run.publish(best);
            return new BudgetResult(options.goal(), tensors, sensitivity, run.attempts, best, result);
        }
    }

    private List<TensorChoices> choices(GgufFile file, ImportanceMatrix importance, MeasureLog log) {
        Map<TensorInfo, String> groups = new LinkedHashMap<>();
        SensitivityGroups.of(file).byName().forEach((name, tensors) -> tensors.forEach(tensor -> groups.put(tensor, name)));
        // Encoders have tables that take time to build, so they are handed on.
        Queue<EncodingErrors> idle = new ConcurrentLinkedQueue<>();
        AtomicInteger done = new AtomicInteger();
        return groups.entrySet().parallelStream()
                .map(entry -> {
                    TensorInfo tensor = entry.getKey();
                    String key = "types of " + tensor.name() + " among " + options.types();
                    List<Choice> choices = log.findChoices(key, tensor).orElseGet(() -> {
                        EncodingErrors errors = Objects.requireNonNullElseGet(
                                idle.poll(), () -> new EncodingErrors(file, Optional.of(importance), options.types()));
                        List<Choice> measured = errors.choices(tensor);
                        idle.add(errors);
                        log.add(key, measured);
                        return measured;
                    });
                    synchronized (listener) {
                        listener.progress("measuring what types lose", done.incrementAndGet(), groups.size());
                    }
                    return new TensorChoices(tensor, entry.getValue(), choices);
                })
                .toList();
    }

    /** Probes come near the size of the result, where that is known. */
    private double probeBits(GgufFile file) {
        if (!(options.goal() instanceof BudgetGoal.Size size)) {
            return USUAL_BITS;
        }
        long values = file.tensors().values().stream().mapToLong(tensor -> tensor.elementCount()).sum();
        return Math.clamp(8.0 * size.bytes() / values, LEAST_BITS, USUAL_BITS);
    }

    /** The search for the best file. */
    private final class Run {
        private final Workbench bench;
        private final GgufFile file;
        private final ImportanceMatrix importance;
        private final MeasureLog log;
        private final TypeSearch search;
        private final Path target;
        private final Path trial;
        private final List<Attempt> attempts = new ArrayList<>();
        private String written = "";

        Run(Workbench bench, GgufFile file, ImportanceMatrix importance, MeasureLog log, TypeSearch search, Path target) {
            this.bench = bench;
            this.file = file;
            this.importance = importance;
            this.log = log;
            this.search = search;
            this.target = target;
            this.trial = target.resolveSibling(target.getFileName() + ".trial");
        }

        Attempt find() throws IOException {
            return options.goal() instanceof BudgetGoal.Size size ? within(size.bytes()) : below(Limit.of(options.goal()));
        }

        private Attempt within(long bytes) throws IOException {
            Allocation smallest = search.within(0);
            long overhead = quantization(smallest).byteSize() - smallest.byteSize();
            if (smallest.byteSize() + overhead > bytes) {
                throw new BudgetException("the smallest file there can be has " + (smallest.byteSize() + overhead)
                        + " bytes, more than the " + bytes + " that are allowed");
            }
            Allocation allocation = search.within(bytes - overhead);
            // Tensors are padded, by a little more or less for other types.
            while (quantization(allocation).byteSize() > bytes) {
                overhead += quantization(allocation).byteSize() - bytes;
                allocation = search.within(bytes - overhead);
            }
            return attempt(allocation);
        }

        private Attempt below(Limit limit) throws IOException {
            double scale = 1;
            Attempt best = null;
            Attempt worst = null;
            for (int i = 0; i < MAX_ATTEMPTS; i++) {
                Allocation allocation = between(search.below(limit.nats() / scale), best, worst);
                if (allocation == null) {
                    break;
                }
                Attempt attempt = attempt(allocation);
                double loss = limit.loss(attempt.measure());
                boolean holds = loss <= limit.nats();
                if (holds) {
                    best = attempt;
                } else {
                    worst = attempt;
                }
                if (holds && loss >= GOOD_SHARE * limit.nats()) {
                    break;
                }
                scale = Math.max(loss / attempt.predicted(), scale / 4);
            }
            if (best == null || best.fileBytes() >= file.byteSize()) {
                throw refusal(limit, worst == null ? best : worst);
            }
            return best;
        }

        /** Between what is known to hold and what is known not to; null if there is nothing left to try. */
        private Allocation between(Allocation wanted, Attempt best, Attempt worst) {
            long least = worst == null ? 0 : worst.allocation().byteSize();
            long most = best == null ? Long.MAX_VALUE : best.allocation().byteSize();
            if (best != null && worst != null && most - least < SIZE_STEP * most) {
                return null;
            }
            if (wanted.byteSize() > least && wanted.byteSize() < most) {
                return wanted;
            }
            if (best != null && worst != null) {
                return search.within(least + (most - least) / 2);
            }
            Allocation other = worst != null ? search.within(least + least / 16) : search.within(most - most / 16);
            boolean fresh = other.byteSize() > least && other.byteSize() < most;
            return fresh ? other : null;
        }

        private BudgetException refusal(Limit limit, Attempt nearest) {
            String found = nearest == null
                    ? "no types were found"
                    : "the nearest that was found has " + limit.text(nearest.measure()) + " in " + nearest.fileBytes() + " bytes";
            return new BudgetException("the budget of " + options.goal() + " can't be kept in a file smaller than the source's "
                    + file.byteSize() + " bytes: " + found);
        }

        private Quantization quantization(Allocation allocation) {
            return Quantization.of(
                    file, AllocationOptions.of(allocation, Optional.of(importance), options.requantize(), options.threads()));
        }

        private Attempt attempt(Allocation allocation) throws IOException {
            String digest = AllocationOptions.digest(allocation);
            String key = bench.verification().text().digest() + " " + bench.verification().plan() + " " + digest;
            Quantization quantization = quantization(allocation);
            Optional<Measure> known = log.find(key);
            if (known.isEmpty()) {
                writeTrial(quantization, digest);
                Measure measure = Measure.of(compare(digest));
                log.add(key, measure);
                known = Optional.of(measure);
            }
            Attempt attempt = new Attempt(allocation, quantization.byteSize(), allocation.loss(), known.get());
            attempts.add(attempt);
            return attempt;
        }

        private void writeTrial(Quantization quantization, String digest) throws IOException {
            if (!written.equals(digest)) {
                written = "";
                quantization.write(trial, encoding());
                written = digest;
            }
        }

        private QuantizationListener encoding() {
            return (done, total) -> listener.progress("writing", (int) (100.0 * done / Math.max(1, total)), 100);
        }

        private ComparisonResult compare(String digest) {
            ComparisonResult result = bench.trials().compare(
                    () -> GgufFile.open(trial),
                    bench.verification(),
                    (done, total, _) -> listener.progress("measuring the result", done, total));
            compared.put(digest, result);
            return result;
        }

        /** Gives the best file its name and tells how it compares. */
        ComparisonResult publish(Attempt best) throws IOException {
            String digest = AllocationOptions.digest(best.allocation());
            writeTrial(quantization(best.allocation()), digest);
            ComparisonResult result = compared.get(digest);
            if (result == null) {
                result = compare(digest);
            }
            AtomicFile.publish(trial, target);
            return result;
        }
    }
}
