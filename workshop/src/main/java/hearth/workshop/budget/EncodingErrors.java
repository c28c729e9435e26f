package hearth.workshop.budget;

import hearth.format.TensorType;
import hearth.format.gguf.GgufFile;
import hearth.format.gguf.TensorInfo;
import hearth.workshop.quantize.ImportanceMatrix;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Finds what each way to store a tensor costs, on a sample of its rows. For one thread. */
final class EncodingErrors {
    /** Rows that together have this many values are enough to tell types apart. */
    private static final int SAMPLE_VALUES = 1 << 15;
    private static final int MIN_ROWS = 16;
    private static final Set<TensorType> FLOATS = EnumSet.of(TensorType.F32, TensorType.F16, TensorType.BF16);
    /** Poor, or impossible, where nobody knows which columns matter. */
    private static final Set<TensorType> NEED_IMPORTANCE = EnumSet.of(TensorType.IQ1_S, TensorType.IQ1_M, TensorType.IQ2_XXS,
            TensorType.IQ2_XS, TensorType.IQ2_S, TensorType.IQ3_XXS);

    private final Set<TensorType> types;
    private final RowCoder coder;

    EncodingErrors(GgufFile source, Optional<ImportanceMatrix> importance, Set<TensorType> types) {
        this.types = types;
        this.coder = new RowCoder(source, importance);
    }

    /** All ways that make a tensor smaller, by size, and last the way it is. */
    List<Choice> choices(TensorInfo tensor) {
        List<Sample> samples = samples(tensor);
        List<Choice> choices = new ArrayList<>();
        for (TensorType type : types) {
            if (tensor.columns() % type.blockSize() == 0 && type.byteSize(tensor.elementCount()) < tensor.byteSize()) {
                best(tensor, type, samples).ifPresent(choices::add);
            }
        }
        choices.sort(Comparator.comparingLong(Choice::byteSize).thenComparingDouble(Choice::error));
        choices.add(new Choice(new Encoding(tensor.type(), false), tensor.byteSize(), 0));
        return choices;
    }

    /** Rows that lie together, of one expert. */
    private record Sample(float[] values, float[] importance) {}

    private Optional<Choice> best(TensorInfo tensor, TensorType type, List<Sample> samples) {
        boolean known = samples.getFirst().importance().length > 0;
        double plain = NEED_IMPORTANCE.contains(type) ? Double.POSITIVE_INFINITY : error(tensor, new Encoding(type, false), samples);
        double weighted = known && !FLOATS.contains(type) ? error(tensor, new Encoding(type, true), samples) : Double.POSITIVE_INFINITY;
        double least = Math.min(plain, weighted);
        return Double.isInfinite(least)
                ? Optional.empty()
                : Optional.of(new Choice(new Encoding(type, weighted < plain), type.byteSize(tensor.elementCount()), least));
    }

    private double error(TensorInfo tensor, Encoding encoding, List<Sample> samples) {
        int columns = Math.toIntExact(tensor.columns());
        double sum = 0;
        long values = 0;
        for (Sample sample : samples) {
            sum += coder.error(encoding, sample.values(), columns, sample.importance());
            values += sample.values().length;
        }
        return sum * tensor.elementCount() / values;
    }

    /** Runs of rows, spread evenly over the tensor. */
    private List<Sample> samples(TensorInfo tensor) {
        long rows = tensor.rows();
        long wanted = Math.min(rows, Math.max(MIN_ROWS, SAMPLE_VALUES / tensor.columns()));
        int run = (int) Math.min(wanted, MIN_ROWS);
        long runs = Math.max(1, wanted / run);
        List<Sample> samples = new ArrayList<>();
        long perExpert = tensor.size(2) > 1 ? tensor.size(1) : rows;
        for (long i = 0; i < runs; i++) {
            long first = i * rows / runs;
            long expert = first / perExpert;
            int count = (int) Math.min(run, (expert + 1) * perExpert - first);
            float[] importance = tensor.size(2) > 1 ? coder.importance(tensor, expert % tensor.size(2)) : coder.importance(tensor, 0);
            samples.add(new Sample(coder.read(tensor, first, count), importance));
        }
        return samples;
    }
}
