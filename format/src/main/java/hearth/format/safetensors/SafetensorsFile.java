package hearth.format.safetensors;

import hearth.format.ByteSource;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.Collections;
import java.util.Map;
import java.util.Objects;

/**
 * One open safetensors file. The header is checked completely when it is opened; data is read when asked for and never
 * mapped. All methods may be called by many threads.
 */
public final class SafetensorsFile implements AutoCloseable {
    private final ByteSource source;
    private final Map<String, StoredTensor> tensors;
    private final Map<String, String> notes;

    private SafetensorsFile(ByteSource source, HeaderReader.Header header) {
        this.source = source;
        this.tensors = Collections.unmodifiableMap(header.tensors());
        this.notes = Collections.unmodifiableMap(header.notes());
    }

    /**
     * Opens a file.
     *
     * @throws hearth.format.InvalidModelException if it is missing, unreadable or breaks a rule of the format
     */
    public static SafetensorsFile open(Path path) {
        return open(ByteSource.open(path), 0);
    }

    /** Opens bytes from anywhere; closing the file closes them, and so does a failure. {@code file} is given to its tensors. */
    public static SafetensorsFile open(ByteSource source, int file) {
        try {
            return new SafetensorsFile(source, HeaderReader.read(source, file));
        } catch (RuntimeException | Error e) {
            source.close();
            throw e;
        }
    }

    /** Name without folders, for messages. */
    public String name() {
        return source.name();
    }

    /** All tensors by name, in the order of the header. */
    public Map<String, StoredTensor> tensors() {
        return tensors;
    }

    /** The free texts of {@code __metadata__}. */
    public Map<String, String> notes() {
        return notes;
    }

    /**
     * Fills {@code target} with bytes of a tensor of this file.
     *
     * @param byteOffset from the start of the tensor's data
     * @throws IndexOutOfBoundsException if the range is not inside the tensor
     * @throws hearth.format.InvalidModelException if the file shrank or cannot be read
     */
    public void read(StoredTensor tensor, long byteOffset, MemorySegment target) {
        Objects.checkFromIndexSize(byteOffset, target.byteSize(), tensor.byteSize());
        source.readFully(tensor.byteOffset() + byteOffset, target);
    }

    @Override
    public void close() {
        source.close();
    }
}
