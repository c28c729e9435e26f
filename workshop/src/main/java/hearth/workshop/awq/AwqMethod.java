package hearth.workshop.awq;

import hearth.compute.MatrixSource;
import hearth.format.TensorType;
import hearth.format.gguf.GgufFile;
import hearth.workshop.calibrate.CalibrationOptions;
import hearth.workshop.calibrate.CalibrationPass;
import hearth.workshop.calibrate.MatrixInputs;
import hearth.workshop.calibrate.MatrixRows;
import hearth.workshop.calibrate.Workers;
import hearth.workshop.quantize.ImportanceMatrix;
import hearth.workshop.quantize.PlannedTensor;
import hearth.workshop.quantize.QuantizationListener;
import hearth.workshop.quantize.QuantizationPlan;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Prepares a model for rounding: moves factors between its tensors, and measures the importance of each column as it is then. The usual
 * rounding, weighted with that importance, does the rest.
 */
public final class AwqMethod implements AutoCloseable {
    private final GgufFile original;
    private final GgufFile folded;
    private final ImportanceMatrix importance;
    private final int foldedGroups;
    private final Set<String> changed;

    private AwqMethod(GgufFile original, GgufFile folded, ImportanceMatrix importance, int foldedGroups, Set<String> changed) {
        this.original = original;
        this.folded = folded;
        this.importance = importance;
        this.foldedGroups = foldedGroups;
        this.changed = changed;
    }

    /** The model to round; it computes the same as the original. */
    public GgufFile model() {
        return folded;
    }

    /** What its columns are worth. */
    public ImportanceMatrix importance() {
        return importance;
    }

    /** Names of the tensors whose values differ from the original's. */
    public Set<String> changed() {
        return changed;
    }

    /** Groups of matrices whose columns were changed. */
    public int foldedGroups() {
        return foldedGroups;
    }

    @Override
    public void close() {
        folded.close();
        original.close();
    }

    /**
     * Runs the calibration text and looks for factors.
     *
     * @param model opens the model; called more than once
     * @param plan which type each matrix will get
     * @param name of the calibration text
     */
    public static AwqMethod prepare(Supplier<GgufFile> model, QuantizationPlan plan, CalibrationOptions calibration, String name,
            AwqOptions options, QuantizationListener listener) {
        Map<String, TensorType> types = new TreeMap<>();
        plan.tensors().stream().filter(AwqMethod::isRounded).forEach(tensor -> types.put(tensor.source().name(), tensor.type()));
        return prepare(model, types.keySet(), tensor -> new BlockRounder(types.get(tensor)), calibration, name, options, listener);
    }

    private static boolean isRounded(PlannedTensor tensor) {
        boolean plain = tensor.type() == TensorType.F32 || tensor.type() == TensorType.F16 || tensor.type() == TensorType.BF16;
        return !plain && !tensor.isCopied();
    }

    /**
     * As the other one, for any way of rounding.
     *
     * @param tensors that will be rounded
     * @param rounders how each will be; asked for each piece of work, whose thread has it for itself
     */
    public static AwqMethod prepare(Supplier<GgufFile> model, Set<String> tensors, Function<String, Rounder> rounders,
            CalibrationOptions calibration, String name, AwqOptions options, QuantizationListener listener) {
        listener.stage("looking for AWQ's factors");
        GgufFile original = model.get();
        try (Workers workers = new Workers(options.threads())) {
            Search search = new Search(original, tensors, rounders, options, workers, listener);
            int tokens = new CalibrationPass(model, calibration).run(search::visit);
            ImportanceMatrix importance = new ImportanceMatrix(
                    "AWQ calibration", List.of(name), Math.ceilDiv(tokens, calibration.length()), search.importance());
            return new AwqMethod(original, search.fold.open(), importance, search.groups, search.fold.changed());
        } catch (RuntimeException | Error e) {
            original.close();
            throw e;
        }
    }

    /** The work on one model. */
    private static final class Search {
        private final FoldGraph graph;
        private final FoldedModel fold;
        private final Set<String> planned;
        private final Map<String, ColumnImportance> columns = new TreeMap<>();
        private final FactorSearch search;
        private final AwqOptions options;
        private final QuantizationListener listener;
        private final long total;
        private long done;
        private int groups;

        Search(GgufFile file, Set<String> planned, Function<String, Rounder> rounders, AwqOptions options, Workers workers,
                QuantizationListener listener) {
            graph = new FoldGraph(file);
            fold = new FoldedModel(file);
            this.planned = planned;
            this.options = options;
            this.listener = listener;
            total = planned.stream().mapToLong(tensor -> file.tensor(tensor).elementCount()).sum();
            search = new FactorSearch(options, workers, rounders);
        }

        List<MatrixSource> visit(MatrixInputs inputs, List<MatrixRows> matrices, List<MatrixSource> stored) {
            boolean all = matrices.stream().allMatch(matrix -> planned.contains(matrix.tensor().name()));
            Optional<FoldTarget> target = all ? graph.target(matrices) : Optional.empty();
            ChannelStatistics statistics = ChannelStatistics.of(inputs);
            if (target.isPresent()) {
                List<SampledLinear> linears = new ArrayList<>();
                for (int i = 0; i < matrices.size(); i++) {
                    linears.add(SampledLinear.of(matrices.get(i), stored.get(i), options.weightRows()));
                }
                FactorSearch.Found found = search.find(inputs, statistics, linears, target.get());
                if (found.error() < found.plainError()) {
                    fold.fold(matrices, target.get(), found.factors());
                    groups++;
                }
            }
            for (MatrixRows matrix : matrices) {
                if (planned.contains(matrix.tensor().name())) {
                    columns.computeIfAbsent(matrix.tensor().name(), _ -> new ColumnImportance(matrix.tensor()))
                            .add(matrix.part(), statistics);
                }
                done += (long) matrix.rows() * matrix.columns();
            }
            listener.encoded(Math.min(done, total), total);
            return stored;
        }

        Map<String, float[]> importance() {
            Map<String, float[]> importance = new TreeMap<>();
            columns.forEach((name, own) -> importance.put(name, own.values(fold.columnFactors(name))));
            return importance;
        }
    }
}
