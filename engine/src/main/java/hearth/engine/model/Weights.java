package hearth.engine.model;

import hearth.compute.Backend;
import hearth.compute.Matrix;
import hearth.compute.MatrixSource;
import hearth.compute.Tensor;
import hearth.engine.adapter.Adapters;
import hearth.engine.packed.PackedMatrices;
import hearth.format.BlockDecoder;
import hearth.format.InvalidModelException;
import hearth.format.InvalidModelException.Kind;
import hearth.format.gguf.GgufFile;
import hearth.format.gguf.GgufMetadata;
import hearth.format.gguf.MetadataKeys.Model;
import hearth.format.gguf.TensorInfo;
import hearth.format.gguf.TensorNames;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.Lock;
import java.util.function.DoubleConsumer;
import java.util.function.Supplier;

/**
 * Loads a file's tensors by name, checks each shape against what the model's sizes ask for, and remembers which were asked for.
 * A tensor that is missing, of another shape or of an unknown type is an {@link InvalidModelException} that names it.
 */
public final class Weights implements AutoCloseable {
    private final GgufFile file;
    private final Backend backend;
    private final Lock device;
    private final DoubleConsumer progress;
    private final Adapters adapters;
    private final long totalBytes;
    private final Set<String> asked = new HashSet<>();
    private final List<Matrix> matrices = new ArrayList<>();
    private final Map<String, Matrix> stored = new LinkedHashMap<>();
    private PackedMatrices packed = PackedMatrices.none();
    private long loadedBytes;
    private long residentBytes;

    /**
     * @param device held while a tensor is loaded, so that other models can run in between
     * @param progress hears the loaded fraction after each tensor
     */
    public Weights(GgufFile file, Backend backend, Lock device, DoubleConsumer progress) {
        this(file, backend, device, progress, Adapters.none());
    }

    /** As the other one; matrices have these adapters added, and {@link #backend} computes with them. */
    public Weights(GgufFile file, Backend backend, Lock device, DoubleConsumer progress, Adapters adapters) {
        this.file = file;
        this.backend = adapters.over(backend);
        this.device = device;
        this.progress = progress;
        this.adapters = adapters;
        this.totalBytes = file.tensors().values().stream().mapToLong(TensorInfo::byteSize).reduce(0, Math::addExact);
    }

    /** Takes matrices from here that are packed already; closed with these weights. */
    public void take(PackedMatrices from) {
        packed = from;
    }

    /** All matrices that were loaded of the file, as the device has them, by names that tell their rows. */
    public Map<String, Matrix> stored() {
        return Collections.unmodifiableMap(stored);
    }

    public Backend backend() {
        return backend;
    }

    /** A (rows, columns) matrix. */
    public Matrix matrix(String name, int rows, int columns) {
        return optionalMatrix(name, rows, columns).orElseThrow(() -> missing(name));
    }

    public Optional<Matrix> optionalMatrix(String name, int rows, int columns) {
        return find(name, rows, columns).map(tensor -> load(new TensorSource(file, tensor, 0, rows, columns)));
    }

    /**
     * Some rows of a stored tensor as a matrix of their own: a part of a fused one, or one expert of all.
     *
     * @param storedRows rows of the whole tensor, all dimensions but the first together
     */
    public Matrix matrixRows(String name, long storedRows, int columns, RowRange rows) {
        Objects.checkFromIndexSize(rows.first(), rows.count(), storedRows);
        TensorInfo tensor = find(name, storedRows, columns).orElseThrow(() -> missing(name));
        return load(new TensorSource(file, tensor, rows.first(), rows.count(), columns));
    }

    /** As {@link #matrixRows}, but turned: a (columns, row count) matrix, with the values that the stored ones stand for. */
    public Matrix transposedRows(String name, long storedRows, int columns, RowRange rows) {
        Objects.checkFromIndexSize(rows.first(), rows.count(), storedRows);
        TensorInfo tensor = find(name, storedRows, columns).orElseThrow(() -> missing(name));
        MatrixSource turned = TransposedSource.of(new TensorSource(file, tensor, rows.first(), rows.count(), columns));
        return load(turned, new Adapters.Part(tensor, rows.first(), rows.count(), true));
    }

    /** {@code count} rows from {@code first} on. */
    public record RowRange(long first, int count) {}

    /** Whether the file has a tensor of this name. */
    public boolean contains(String name) {
        return file.findTensor(name).isPresent();
    }

    /** The file's settings under its architecture's name. */
    public GgufMetadata settings() {
        return file.metadata().ofArchitecture();
    }

    /** A (1, size) row of floats. */
    public Tensor vector(String name, int size) {
        return optionalVector(name, size).orElseThrow(() -> missing(name));
    }

    public Optional<Tensor> optionalVector(String name, int size) {
        return optionalValues(name, size).map(values -> {
            residentBytes += (long) size * Float.BYTES;
            return row(values);
        });
    }

    /** A (1, values) row on the device. */
    public Tensor row(float... values) {
        Tensor row = backend.tensor(1, values.length);
        row.write(0, values, 0);
        return row;
    }

    /** The values of a small tensor, for use outside the device. */
    public Optional<float[]> optionalValues(String name, int size) {
        return find(name, 1, size).map(this::decode);
    }

    /** How many rows a tensor has, if the file has it. */
    public Optional<Integer> rowCount(String name) {
        return file.findTensor(name).map(tensor -> Math.toIntExact(tensor.rows()));
    }

    /** The values of a small (rows, columns) tensor, row after row. */
    public float[] values(String name, int rows, int columns) {
        return find(name, rows, columns).map(this::decode).orElseThrow(() -> missing(name));
    }

    private float[] decode(TensorInfo tensor) {
        float[] values = new float[Math.toIntExact(tensor.elementCount())];
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment bytes = arena.allocate(tensor.byteSize(), Long.BYTES);
            file.read(tensor, 0, bytes);
            BlockDecoder.decode(tensor.type(), bytes, 0, values, 0, values.length);
        }
        for (float value : values) {
            if (!Float.isFinite(value)) {
                throw error(
                        Kind.MALFORMED, "tensor '" + tensor.name() + "' holds a value that is infinite or not a number");
            }
        }
        loaded(tensor.byteSize(), 0);
        return values;
    }

    /** Names of the file's tensors that nobody asked for, but for those of layers that only predict tokens ahead. */
    public List<String> unused() {
        int predicting = settings().optionalInt(Model.PREDICT_LAYER_COUNT, 0);
        int end = predicting > 0 ? settings().requiredInt(Model.LAYER_COUNT) - predicting : Integer.MAX_VALUE;
        return file.tensors().keySet().stream()
                .filter(name -> !asked.contains(name) && TensorNames.layer(name).orElse(-1) < end)
                .toList();
    }

    /** Frees all matrices that were loaded; the model made of them can't be used any more. */
    @Override
    public void close() {
        matrices.forEach(Matrix::close);
        matrices.clear();
        stored.clear();
        packed.close();
    }

    /** Bytes that the loaded tensors hold on the device. */
    public long residentBytes() {
        return residentBytes;
    }

    /** An error about this file. */
    public InvalidModelException error(Kind kind, String reason) {
        return InvalidModelException.inFile(kind, file.name(), reason);
    }

    private Matrix load(TensorSource source) {
        return load(source, new Adapters.Part(source.tensor(), source.firstRow(), source.rows(), false));
    }

    private Matrix load(MatrixSource source, Adapters.Part part) {
        Matrix matrix;
        try {
            String name = part.tensor().name() + "[" + part.firstRow() + "+" + part.rowCount() + "]" + (part.turned() ? " turned" : "");
            matrix = kept(() -> packed.find(name, source).orElseGet(() -> backend.load(source)));
            stored.put(name, matrix);
        } catch (InvalidModelException e) {
            throw error(e.kind(), "tensor '" + part.tensor().name() + "': " + e.getMessage());
        }
        loaded(source.rows() * source.type().byteSize(source.columns()), matrix.byteSize());
        return adapters.adapt(matrix, part, added -> {
            Matrix addition = kept(() -> backend.load(added));
            loaded(0, addition.byteSize());
            return addition;
        });
    }

    private Matrix kept(Supplier<Matrix> loading) {
        device.lock();
        try {
            Matrix matrix = loading.get();
            matrices.add(matrix);
            return matrix;
        } finally {
            device.unlock();
        }
    }

    private Optional<TensorInfo> find(String name, long rows, int columns) {
        asked.add(name);
        Optional<TensorInfo> found = file.findTensor(name);
        found.ifPresent(tensor -> requireFit(tensor, rows, columns));
        return found;
    }

    private void requireFit(TensorInfo tensor, long rows, int columns) {
        if (tensor.columns() != columns || tensor.rows() != rows) {
            List<Long> wanted = rows == 1 ? List.of((long) columns) : List.of((long) columns, rows);
            throw error(
                    Kind.MALFORMED,
                    "tensor '" + tensor.name() + "' has shape " + tensor.shape() + " but the model's sizes ask for " + wanted);
        }
    }

    private void loaded(long storedBytes, long deviceBytes) {
        loadedBytes += storedBytes;
        residentBytes += deviceBytes;
        progress.accept(totalBytes == 0 ? 1 : (double) loadedBytes / totalBytes);
    }

    private InvalidModelException missing(String name) {
        return error(Kind.MISSING, "tensor '" + name + "' is missing");
    }
}
