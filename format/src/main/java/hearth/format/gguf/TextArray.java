package hearth.format.gguf;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.AbstractList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Objects;
import java.util.RandomAccess;

/** Many strings in one byte array, decoded when asked for: a vocabulary of 150,000 tokens costs two arrays. */
public final class TextArray extends AbstractList<String> implements MetadataValue.Array, RandomAccess {
    private final byte[] bytes;
    private final int[] starts; // (size + 1)

    /** Takes over both arrays; element i is {@code bytes[starts[i] .. starts[i + 1])}. */
    TextArray(byte[] bytes, int[] starts) {
        this.bytes = bytes;
        this.starts = starts;
    }

    public static TextArray of(Collection<String> values) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        int[] starts = new int[values.size() + 1];
        int next = 0;
        for (String value : values) {
            bytes.writeBytes(value.getBytes(StandardCharsets.UTF_8));
            starts[++next] = bytes.size();
        }
        return new TextArray(bytes.toByteArray(), starts);
    }

    @Override
    public MetadataType elementType() {
        return MetadataType.STRING;
    }

    @Override
    public int length() {
        return starts.length - 1;
    }

    @Override
    public int size() {
        return length();
    }

    /** Element {@code index}; bytes that are not UTF-8 are replaced. */
    @Override
    public String get(int index) {
        Objects.checkIndex(index, length());
        return new String(bytes, starts[index], starts[index + 1] - starts[index], StandardCharsets.UTF_8);
    }

    /** The bytes of an element exactly as in the file. */
    public byte[] bytes(int index) {
        Objects.checkIndex(index, length());
        return Arrays.copyOfRange(bytes, starts[index], starts[index + 1]);
    }

    @Override
    public boolean equals(Object other) {
        if (other instanceof TextArray array) {
            return Arrays.equals(bytes, array.bytes) && Arrays.equals(starts, array.starts);
        }
        return super.equals(other);
    }

    @Override
    public int hashCode() {
        return super.hashCode();
    }

    @Override
    public String toString() {
        return "STRING[" + length() + "]";
    }
}
