package hearth.format.gguf;

import hearth.format.ByteSource;
import hearth.format.InvalidModelException;
import hearth.format.InvalidModelException.Kind;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * An open GGUF model: its metadata, its tensors, and positional reading of their bytes. The header is checked completely
 * when it is opened; tensor data is read when asked for and never mapped. All methods may be called by many threads.
 */
public final class GgufFile implements AutoCloseable {
    static final int DEFAULT_ALIGNMENT = 32;

    private final List<ByteSource> sources;
    private final GgufMetadata metadata;
    private final Map<String, TensorInfo> tensors;
    private final long byteSize;
    private final Path path;

    private GgufFile(List<ByteSource> sources, GgufMetadata metadata, Map<String, TensorInfo> tensors, Path path) {
        this.sources = List.copyOf(sources);
        this.metadata = metadata;
        this.tensors = Collections.unmodifiableMap(tensors);
        this.byteSize = sources.stream().mapToLong(ByteSource::byteSize).reduce(0, Math::addExact);
        this.path = path;
    }

    /**
     * Opens a file. A split model is opened through its first part; the others are found by name beside it.
     *
     * @throws InvalidModelException if a file is missing, unreadable, damaged, or of an unsupported version
     */
    public static GgufFile open(Path path) {
        List<ByteSource> opened = new ArrayList<>();
        try {
            opened.add(ByteSource.open(path));
            GgufHeader first = GgufHeaderReader.read(opened.getFirst(), 0, GgufLimits.DEFAULT);
            int parts = SplitModel.partCount(first.metadata());
            for (int part = 1; part < parts; part++) {
                opened.add(ByteSource.open(SplitModel.partPath(path, part, parts)));
            }
            return assemble(opened, first, parts, path, GgufLimits.DEFAULT);
        } catch (RuntimeException | Error e) {
            opened.forEach(ByteSource::close);
            throw e;
        }
    }

    /** Opens all parts of a model, in order, from any source; closing the model closes them, and so does a failure. */
    public static GgufFile open(List<ByteSource> parts) {
        return open(parts, GgufLimits.DEFAULT);
    }

    /** As {@link #open(List)} with other limits. */
    public static GgufFile open(List<ByteSource> parts, GgufLimits limits) {
        try {
            GgufHeader first = GgufHeaderReader.read(parts.getFirst(), 0, limits);
            return assemble(parts, first, SplitModel.partCount(first.metadata()), null, limits);
        } catch (RuntimeException | Error e) {
            parts.forEach(ByteSource::close);
            throw e;
        }
    }

    /** The file name that part {@code part}, counted from 0, of a model in {@code parts} files must have, see {@link #open(Path)}. */
    public static String partName(String prefix, int part, int parts) {
        return prefix + SplitModel.suffix(part, parts);
    }

    /** The files of the model whose first part, or only file, is {@code first}; none but the first is opened. */
    public static List<Path> partPaths(Path first) {
        try (ByteSource source = ByteSource.open(first)) {
            int parts = SplitModel.partCount(GgufHeaderReader.read(source, 0, GgufLimits.DEFAULT).metadata());
            return parts == 1
                    ? List.of(first)
                    : IntStream.range(0, parts).mapToObj(part -> SplitModel.partPath(first, part, parts)).toList();
        }
    }

    private static GgufFile assemble(
            List<ByteSource> sources, GgufHeader first, int parts, Path path, GgufLimits limits) {
        if (sources.size() != parts) {
            throw InvalidModelException.inFile(Kind.MISSING, first.metadata().fileName(),
                    "the model has " + parts + " parts, but " + sources.size() + " were given");
        }
        Map<String, TensorInfo> tensors = new LinkedHashMap<>();
        SplitModel.addTensors(tensors, first, limits);
        for (int part = 1; part < parts; part++) {
            GgufHeader header = GgufHeaderReader.read(sources.get(part), part, limits);
            SplitModel.checkPart(header.metadata(), part, parts);
            SplitModel.addTensors(tensors, header, limits);
        }
        SplitModel.checkTensorCount(first.metadata(), tensors.size());
        return new GgufFile(sources, first.metadata(), tensors, path);
    }

    public GgufMetadata metadata() {
        return metadata;
    }

    /** All tensors by name, in file order, parts one after the other. */
    public Map<String, TensorInfo> tensors() {
        return tensors;
    }

    /**
     * A tensor that must be there.
     *
     * @throws InvalidModelException naming the tensor and the file
     */
    public TensorInfo tensor(String name) {
        return findTensor(name).orElseThrow(() -> InvalidModelException.inFile(
                Kind.MISSING, metadata.fileName(), "tensor " + Quoted.of(name) + " is missing"));
    }

    public Optional<TensorInfo> findTensor(String name) {
        return Optional.ofNullable(tensors.get(name));
    }

    /**
     * Fills {@code target} with bytes of a tensor.
     *
     * @param byteOffset from the start of the tensor's data
     * @param target on or off heap; all of it is filled
     * @throws IndexOutOfBoundsException if the range is not inside the tensor
     * @throws InvalidModelException if the file shrank or cannot be read
     */
    public void read(TensorInfo tensor, long byteOffset, MemorySegment target) {
        Objects.checkFromIndexSize(byteOffset, target.byteSize(), tensor.byteSize());
        sources.get(tensor.file()).readFully(tensor.byteOffset() + byteOffset, target);
    }

    /** Where the first part was opened; empty if it was not opened by path. */
    public Optional<Path> path() {
        return Optional.ofNullable(path);
    }

    /** Name of the first part without folders, for messages. */
    public String name() {
        return metadata.fileName();
    }

    /** Number of files of the model: 1 unless it is split. */
    public int partCount() {
        return sources.size();
    }

    /** Bytes of all parts together. */
    public long byteSize() {
        return byteSize;
    }

    @Override
    public void close() {
        sources.forEach(ByteSource::close);
    }
}
