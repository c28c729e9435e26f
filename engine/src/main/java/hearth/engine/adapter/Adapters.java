package hearth.engine.adapter;

import hearth.compute.Backend;
import hearth.compute.Matrix;
import hearth.compute.MatrixSource;
import hearth.format.InvalidModelException.Kind;
import hearth.format.gguf.GgufFile;
import hearth.format.gguf.TensorInfo;
import hearth.format.gguf.TensorNames;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The low-rank adapters (Hu et al. 2021) of one model while it is loaded: W becomes W + Σ scale · B · A for every matrix that one of
 * them names, without a change to W. Several adapters of a matrix become one of their summed rank. Closing closes their files; the model
 * goes on.
 */
public final class Adapters implements AutoCloseable {
    /** Matrices whose rows are looked up. */
    private static final Set<String> TABLES = Set.of(TensorNames.TOKEN_EMBEDDING, TensorNames.POSITION_EMBEDDING);

    private final List<GgufFile> files = new ArrayList<>();
    private final Map<String, List<AdapterPair>> pairs = new LinkedHashMap<>();
    private final Map<Slice, Matrix> downs = new HashMap<>();
    private final Set<String> used = new HashSet<>();

    /** One matrix of a tensor, which may be a stack of them. */
    private record Slice(String name, long index) {}

    /**
     * Rows of a model's tensor that were loaded as a matrix.
     *
     * @param turned whether they were turned, so that they are the matrix's columns
     */
    public record Part(TensorInfo tensor, long firstRow, int rowCount, boolean turned) {}

    /** What loads a matrix to the device and keeps it. */
    public interface Loading {
        Matrix load(MatrixSource source);
    }

    private Adapters() {}

    /** No adapters: nothing changes. */
    public static Adapters none() {
        return new Adapters();
    }

    /**
     * Opens adapters for a model; reads headers only.
     *
     * @throws hearth.format.InvalidModelException if a file is damaged, no LoRA adapter, of another architecture, or has a tensor that is
     *     not half of a pair, fits no tensor of the model, or has another shape
     */
    public static Adapters open(List<AdapterOptions> options, GgufFile model) {
        Adapters adapters = new Adapters();
        try {
            for (AdapterOptions option : options) {
                GgufFile file = option.source().get();
                adapters.files.add(file);
                for (AdapterPair pair : AdapterFile.pairs(file, model, option.scale())) {
                    adapters.pairs.computeIfAbsent(pair.base().name(), _ -> new ArrayList<>()).add(pair);
                }
            }
            return adapters;
        } catch (RuntimeException | Error e) {
            adapters.close();
            throw e;
        }
    }

    public boolean isEmpty() {
        return files.isEmpty();
    }

    /** Bytes that they will take on the device. */
    public long byteSize() {
        return pairs.values().stream()
                .flatMap(List::stream)
                .filter(pair -> pair.scale() != 0)
                .mapToLong(pair -> Math.multiplyExact(pair.valueCount(), (long) Float.BYTES))
                .reduce(0, Math::addExact);
    }

    /** Names of the model's tensors that they change. */
    public Set<String> tensorNames() {
        return Collections.unmodifiableSet(pairs.keySet());
    }

    /**
     * Adds to rows of a tensor, which are given as the numbers they stand for, what the adapters add to them: for merging.
     *
     * @param tensor of the model
     * @param values (rowCount, columns)
     * @throws hearth.format.InvalidModelException if an adapter's data can't be used
     */
    public void addTo(TensorInfo tensor, long firstRow, int rowCount, float[] values) {
        for (AdapterPair pair : pairs.getOrDefault(tensor.name(), List.of())) {
            long row = firstRow;
            while (pair.scale() != 0 && row < firstRow + rowCount) {
                // Each matrix of a stack has a pair of its own.
                long end = Math.min(firstRow + rowCount, (row / tensor.size(1) + 1) * tensor.size(1));
                pair.addTo(row, (int) (end - row), values, Math.toIntExact((row - firstRow) * tensor.columns()));
                row = end;
            }
        }
    }

    /** A backend that computes with adapted matrices too; without adapters the backend itself. */
    public Backend over(Backend backend) {
        return isEmpty() ? backend : new AdaptedBackend(backend);
    }

    /**
     * The matrix with what the adapters add to it, or the matrix itself where they add nothing.
     *
     * @param loading is called for each matrix that is needed besides
     * @throws hearth.format.InvalidModelException if an adapter's data can't be used
     */
    public Matrix adapt(Matrix base, Part part, Loading loading) {
        String name = part.tensor().name();
        List<AdapterPair> all = pairs.getOrDefault(name, List.of());
        used.add(name);
        List<AdapterPair> active = all.stream().filter(pair -> pair.scale() != 0).toList();
        if (active.isEmpty()) {
            return base;
        }
        requireOneMatrix(part, active.getFirst());
        return new AdaptedMatrix(base, part.turned() ? turned(part, active, loading) : straight(part, active, loading));
    }

    private static void requireOneMatrix(Part part, AdapterPair pair) {
        long stride = part.tensor().size(1);
        if (part.firstRow() % stride + part.rowCount() > stride) {
            throw AdapterPair.error(pair.file(), Kind.UNSUPPORTED, pair.first(),
                    "is for a stack of matrices that the model uses as one, which is not supported");
        }
    }

    private LowRank straight(Part part, List<AdapterPair> active, Loading loading) {
        Slice slice = new Slice(part.tensor().name(), part.firstRow() / part.tensor().size(1));
        // The parts of a fused matrix share what comes before B.
        Matrix down = downs.computeIfAbsent(slice, _ -> loading.load(down(part, active)));
        Optional<Matrix> turnedDown = TABLES.contains(slice.name())
                ? Optional.of(loading.load(down(part, active).turned()))
                : Optional.empty();
        return new LowRank(down, loading.load(up(part, active)), turnedDown);
    }

    /** (up · down)ᵀ = downᵀ · upᵀ. */
    private static LowRank turned(Part part, List<AdapterPair> active, Loading loading) {
        return new LowRank(
                loading.load(up(part, active).turned()), loading.load(down(part, active).turned()), Optional.empty());
    }

    /** All downs, one below the other. */
    private static FloatSource down(Part part, List<AdapterPair> active) {
        int columns = Math.toIntExact(part.tensor().columns());
        int rank = rank(active);
        float[] values = new float[Math.multiplyExact(rank, columns)];
        int at = 0;
        for (AdapterPair pair : active) {
            float[] one = pair.down(part.firstRow());
            System.arraycopy(one, 0, values, at, one.length);
            at += one.length;
        }
        return new FloatSource(rank, columns, values);
    }

    /** All ups, side by side. */
    private static FloatSource up(Part part, List<AdapterPair> active) {
        int rows = part.rowCount();
        int rank = rank(active);
        float[] values = new float[Math.multiplyExact(rows, rank)];
        int offset = 0;
        for (AdapterPair pair : active) {
            float[] one = pair.up(part.firstRow(), rows);
            for (int r = 0; r < rows; r++) {
                System.arraycopy(one, r * pair.rank(), values, r * rank + offset, pair.rank());
            }
            offset += pair.rank();
        }
        return new FloatSource(rows, rank, values);
    }

    private static int rank(List<AdapterPair> active) {
        return active.stream().mapToInt(AdapterPair::rank).reduce(0, Math::addExact);
    }

    /** @throws hearth.format.InvalidModelException if an adapter has a tensor for something that the model does not use as a matrix */
    public void requireAllUsed() {
        pairs.forEach((name, all) -> {
            if (!used.contains(name)) {
                AdapterPair pair = all.getFirst();
                throw AdapterPair.error(pair.file(), Kind.UNSUPPORTED, pair.first(),
                        "is for a tensor that the model does not use as a matrix, so it can't be applied");
            }
        });
    }

    @Override
    public void close() {
        files.forEach(GgufFile::close);
    }
}
