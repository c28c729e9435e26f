package hearth.format.gguf;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;

/** An array of integers, floats or flags, kept as the bytes of the file. */
public final class NumberArray implements MetadataValue.Array {
    private final MetadataType elementType;
    private final ByteBuffer bytes;

    /** Takes over {@code bytes}: little-endian elements, back to back. */
    NumberArray(MetadataType elementType, byte[] bytes) {
        if (elementType == MetadataType.STRING || elementType == MetadataType.ARRAY) {
            throw new IllegalArgumentException(elementType + " is not a number type");
        }
        this.elementType = elementType;
        this.bytes = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    }

    /** An array of INT32. */
    public static NumberArray of(int... values) {
        ByteBuffer buffer = allocate(values.length, 4);
        buffer.asIntBuffer().put(values);
        return new NumberArray(MetadataType.INT32, buffer.array());
    }

    /** An array of FLOAT32. */
    public static NumberArray of(float... values) {
        ByteBuffer buffer = allocate(values.length, 4);
        buffer.asFloatBuffer().put(values);
        return new NumberArray(MetadataType.FLOAT32, buffer.array());
    }

    /** An array of BOOL. */
    public static NumberArray of(boolean... values) {
        byte[] flags = new byte[values.length];
        for (int i = 0; i < values.length; i++) {
            flags[i] = (byte) (values[i] ? 1 : 0);
        }
        return new NumberArray(MetadataType.BOOL, flags);
    }

    /** An array of any number type from its little-endian bytes, which are copied. */
    public static NumberArray ofBytes(MetadataType elementType, byte[] bytes) {
        if (bytes.length % elementType.minBytes() != 0) {
            throw new IllegalArgumentException(bytes.length + " bytes are no whole number of " + elementType);
        }
        return new NumberArray(elementType, bytes.clone());
    }

    private static ByteBuffer allocate(int count, int elementBytes) {
        return ByteBuffer.allocate(Math.multiplyExact(count, elementBytes)).order(ByteOrder.LITTLE_ENDIAN);
    }

    @Override
    public MetadataType elementType() {
        return elementType;
    }

    @Override
    public int length() {
        return bytes.capacity() / elementType.minBytes();
    }

    /** An integer or flag (0 or 1); UINT64 above 2^63 - 1 shows as negative. */
    public long whole(int index) {
        return switch (elementType) {
            case UINT8 -> bytes.get(index) & 0xff;
            case INT8 -> bytes.get(index);
            case BOOL -> bytes.get(index) == 0 ? 0 : 1;
            case UINT16 -> bytes.getShort(index * 2) & 0xffff;
            case INT16 -> bytes.getShort(index * 2);
            case UINT32 -> bytes.getInt(index * 4) & 0xffff_ffffL;
            case INT32 -> bytes.getInt(index * 4);
            case UINT64, INT64 -> bytes.getLong(index * 8);
            default -> throw new IllegalStateException(elementType + " is not an integer type");
        };
    }

    /** A floating point element. */
    public double real(int index) {
        return switch (elementType) {
            case FLOAT32 -> bytes.getFloat(index * 4);
            case FLOAT64 -> bytes.getDouble(index * 8);
            default -> throw new IllegalStateException(elementType + " is not a floating point type");
        };
    }

    /** The elements as they are in the file. */
    ByteBuffer bytes() {
        return bytes.duplicate().clear();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof NumberArray array
                && array.elementType == elementType
                && Arrays.equals(array.bytes.array(), bytes.array());
    }

    @Override
    public int hashCode() {
        return 31 * elementType.hashCode() + Arrays.hashCode(bytes.array());
    }

    @Override
    public String toString() {
        return elementType + "[" + length() + "]";
    }
}
