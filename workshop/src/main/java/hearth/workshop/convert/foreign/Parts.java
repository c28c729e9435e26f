package hearth.workshop.convert.foreign;

import hearth.format.InvalidModelException;
import hearth.format.InvalidModelException.Kind;
import hearth.format.safetensors.ElementType;
import hearth.format.safetensors.SafetensorsFolder;
import hearth.format.safetensors.StoredTensor;
import hearth.workshop.convert.tensor.StoredValues;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/** The tensors of a folder, found by name and checked: whatever is missing or not as it must be is an error that names it. */
record Parts(SafetensorsFolder folder) {
    /** Bytes of one tensor that are held at a time when it can't be read in pieces. */
    private static final long MAX_HELD_BYTES = 1L << 31;

    static final ElementType[] FLOATS = {ElementType.F16, ElementType.BF16, ElementType.F32};

    Optional<StoredTensor> find(String name) {
        return Optional.ofNullable(folder.tensors().get(name));
    }

    boolean has(String name) {
        return folder.tensors().containsKey(name);
    }

    /** A tensor that {@code owner} is nothing without. */
    StoredTensor required(String name, StoredTensor owner) {
        return find(name).orElseThrow(() -> error(Kind.MISSING, owner, "is here without '" + name + "'"));
    }

    /** A tensor of one of these types. */
    StoredTensor typed(StoredTensor tensor, ElementType... types) {
        if (!List.of(types).contains(tensor.type())) {
            throw error(Kind.MALFORMED, tensor, "has type " + tensor.type() + ", but " + Arrays.toString(types) + " was expected");
        }
        return tensor;
    }

    /** A tensor of this shape. */
    StoredTensor shaped(StoredTensor tensor, long... sizes) {
        if (!tensor.shape().equals(Arrays.stream(sizes).boxed().toList())) {
            throw error(Kind.MALFORMED, tensor, "has shape " + tensor.shape() + ", but " + Arrays.toString(sizes) + " was expected");
        }
        return tensor;
    }

    /** A matrix that is not empty. */
    StoredTensor matrix(StoredTensor tensor) {
        if (tensor.shape().size() != 2 || tensor.elementCount() < 1) {
            throw error(Kind.MALFORMED, tensor, "has shape " + tensor.shape() + ", which is no matrix");
        }
        return tensor;
    }

    /** Columns, which are counted with an int: more are in no model. */
    int columns(StoredTensor tensor, long columns) {
        if (columns < 1 || columns > 1 << 24) {
            throw error(Kind.TOO_LARGE, tensor, "has rows of " + columns + " values, too few or too many");
        }
        return (int) columns;
    }

    /** Rows, where all of them are held at a time. */
    int heldRows(StoredTensor tensor, long rows) {
        if (rows < 1 || rows > 1 << 22) {
            throw error(Kind.TOO_LARGE, tensor, "has shape " + tensor.shape() + ", too many outputs");
        }
        return (int) rows;
    }

    /** Rows of packed words that are turned round at a time. */
    static int band(int width) {
        return Math.clamp((1 << 22) / width, 1, 64);
    }

    /** An error that names file and tensor. */
    InvalidModelException error(Kind kind, StoredTensor tensor, String reason) {
        return InvalidModelException.inFile(kind, folder.fileOf(tensor), "tensor '" + tensor.name() + "' " + reason);
    }

    byte[] bytes(StoredTensor tensor, long byteOffset, int count) {
        byte[] bytes = new byte[count];
        folder.read(tensor, byteOffset, MemorySegment.ofArray(bytes));
        return bytes;
    }

    /** Numbers of 32 bits. */
    int[] words(StoredTensor tensor, long first, int count) {
        int[] words = new int[count];
        ByteBuffer.wrap(bytes(tensor, 4 * first, Math.multiplyExact(4, count))).order(ByteOrder.LITTLE_ENDIAN).asIntBuffer().get(words);
        return words;
    }

    float[] floats(StoredTensor tensor, long first, int count) {
        float[] values = new float[count];
        new StoredValues(folder, tensor).read(first, count, values, 0);
        return values;
    }

    /** A small tensor of sizes. */
    List<Long> sizes(StoredTensor tensor, int count) {
        shaped(typed(tensor, ElementType.I64, ElementType.I32), count);
        boolean wide = tensor.type() == ElementType.I64;
        ByteBuffer bytes = ByteBuffer.wrap(bytes(tensor, 0, count * tensor.type().bits() / 8)).order(ByteOrder.LITTLE_ENDIAN);
        List<Long> sizes = IntStream.range(0, count).mapToObj(i -> wide ? bytes.getLong(8 * i) : bytes.getInt(4 * i)).toList();
        if (sizes.stream().anyMatch(size -> size < 1 || size > 1 << 30)) {
            throw error(Kind.MALFORMED, tensor, "says the sizes " + sizes);
        }
        return sizes;
    }

    /** A float tensor whose last dimension is the groups of a row. */
    FileRows.RowTable rows(StoredTensor tensor, int groups) {
        return (row, target) -> new StoredValues(folder, tensor).read(row * groups, groups, target, 0);
    }

    /** {@code count} as the length of an array of {@code bytesEach} that is held while a matrix is read. */
    int held(StoredTensor tensor, long count, int bytesEach) {
        if (count > MAX_HELD_BYTES / bytesEach - 8) {
            throw error(Kind.TOO_LARGE, tensor, "is of shape " + tensor.shape() + ", too large to be turned round");
        }
        return (int) count;
    }
}
