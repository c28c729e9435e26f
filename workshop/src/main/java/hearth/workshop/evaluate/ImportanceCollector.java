package hearth.workshop.evaluate;

import hearth.engine.model.MatrixObserver;
import hearth.engine.model.ObservedMatrix;
import hearth.engine.score.Scorer;
import hearth.format.gguf.GgufFile;
import hearth.format.gguf.TensorInfo;
import hearth.format.gguf.TensorNames;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Makes an importance matrix: for each matrix of a model's layers the sums of squares of what each of its columns is multiplied with,
 * over a calibration text. A quantizer weighs errors by them. Load a model with this as its observer, then {@link #run} texts and
 * {@link #write} the file, which is llama.cpp's.
 *
 * <p>For one thread at a time.
 */
public final class ImportanceCollector implements MatrixObserver {
    private final boolean withOutput;
    private final Map<String, ImportanceSums> tensors = new TreeMap<>();
    private final Set<String> datasets = new LinkedHashSet<>();
    private int chunkCount;
    private int chunkSize;
    private boolean collecting;

    /** @param withOutput whether to collect for the output matrix too */
    public ImportanceCollector(boolean withOutput) {
        this.withOutput = withOutput;
    }

    @Override
    public void observe(ObservedMatrix matrix, float[] values, int offset) {
        boolean wanted = TensorNames.layer(matrix.tensor()).isPresent() || withOutput && matrix.tensor().equals(TensorNames.OUTPUT);
        if (collecting && wanted) {
            sums(matrix.tensor(), matrix.columns(), matrix.partCount()).add(matrix.part(), values, offset);
        }
    }

    private ImportanceSums sums(String tensor, int columns, int matrices) {
        ImportanceSums found = tensors.computeIfAbsent(tensor, name -> new ImportanceSums(columns, matrices));
        if (found.columns() != columns || found.matrices() != matrices) {
            throw new EvaluationException("'" + tensor + "' has " + matrices + " matrices of " + columns + " columns here, but "
                    + found.matrices() + " of " + found.columns() + " in what was collected before: it is of another model");
        }
        return found;
    }

    /**
     * Reads a text in chunks, each by itself and with the begin token in place of its first, and collects.
     *
     * @param dataset name of the text for the file
     * @param firstChunk chunks that an earlier run has read; they are skipped
     * @return the perplexity of what was read, of the second halves
     * @throws EvaluationException if the model computes numbers that are of no use as sums
     */
    public PerplexityResult run(
            Scorer scorer, EvaluationText text, WindowPlan plan, String dataset, int firstChunk, EvaluationListener listener) {
        Perplexity.requireContext(scorer, plan);
        if (chunkSize != 0 && chunkSize != plan.length()) {
            throw new EvaluationException("what was collected before has chunks of " + chunkSize + " tokens, these have " + plan.length());
        }
        datasets.add(dataset);
        chunkSize = plan.length();
        long start = System.nanoTime();
        PerplexityTally tally = new PerplexityTally();
        for (int i = firstChunk; i < plan.count(); i++) {
            collecting = true;
            try {
                read(scorer, text, plan.window(i), tally);
            } finally {
                collecting = false;
            }
            chunkCount++;
            listener.measured(i + 1, plan.count(), tally.perplexity().value());
        }
        requireFinite();
        long evaluated = (long) (plan.count() - firstChunk) * plan.length();
        return new PerplexityResult(plan, tally.count(), tally.mean(), tally.perplexity(), evaluated, System.nanoTime() - start);
    }

    /** All rows run through all layers; those before the scored ones only for their sums. */
    private static void read(Scorer scorer, EvaluationText text, Window window, PerplexityTally tally) {
        int[] tokens = text.tokens(window);
        scorer.begin(tokens, 0, tokens.length);
        int size = scorer.vocabularySize();
        int row = 0;
        for (int rows = scorer.next(); rows > 0; rows = scorer.next()) {
            for (int r = 0; r < rows; r++, row++) {
                if (row >= window.firstScored() && row < window.endScored()) {
                    float target = scorer.logits()[r * size + text.ids()[window.start() + row + 1]];
                    tally.add(LogSoftmax.normalizer(scorer.logits(), r * size, size) - target);
                }
            }
        }
    }

    private void requireFinite() {
        tensors.forEach((name, sums) -> {
            if (!sums.isFinite()) {
                throw new EvaluationException("the inputs of '" + name + "' are infinite or not numbers");
            }
        });
    }

    /** Chunks that all runs have read, those of merged files included. */
    public int chunkCount() {
        return chunkCount;
    }

    /** Names of the tensors that have sums, sorted. */
    public Collection<String> tensorNames() {
        return List.copyOf(tensors.keySet());
    }

    /** What a quantizer will miss: matrices of the layers that got no sums, and tensors of which some experts got none. */
    public List<String> gaps(GgufFile model) {
        List<String> gaps = new ArrayList<>();
        for (TensorInfo tensor : model.tensors().values()) {
            ImportanceSums sums = tensors.get(tensor.name());
            if (sums != null && sums.unseen() > 0) {
                gaps.add(tensor.name() + ": " + sums.unseen() + " of " + sums.matrices() + " experts were never chosen");
            } else if (sums == null && tensor.shape().size() > 1 && tensor.rows() > 1 && TensorNames.layer(tensor.name()).isPresent()) {
                gaps.add(tensor.name() + ": not multiplied with as it is stored");
            }
        }
        return gaps;
    }

    /**
     * Adds the sums and counts of a file to these.
     *
     * @throws hearth.format.InvalidModelException if it is no importance matrix, or damaged
     * @throws EvaluationException if it is of another model, or of chunks of another size
     */
    public void merge(Path file) {
        try (GgufFile stored = GgufFile.open(file)) {
            ImportanceFile.Head head = ImportanceFile.head(stored);
            if (chunkSize != 0 && head.chunkSize() != chunkSize) {
                throw new EvaluationException(stored.name() + ": has chunks of " + head.chunkSize() + " tokens, not of " + chunkSize);
            }
            ImportanceFile.read(stored, this::sums);
            chunkSize = head.chunkSize();
            chunkCount = Math.addExact(chunkCount, head.chunkCount());
            datasets.addAll(head.datasets());
        }
    }

    /**
     * Writes llama.cpp's GGUF file; it appears whole or not at all.
     *
     * @throws IOException if writing fails
     */
    public void write(Path file) throws IOException {
        ImportanceFile.write(file, new ImportanceFile.Head(List.copyOf(datasets), chunkCount, chunkSize), tensors);
    }
}
