package hearth.workshop.convert.tensor;

import hearth.format.InvalidModelException;
import hearth.format.InvalidModelException.Kind;
import hearth.format.TensorType;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.Set;

/** Numbers rounded to a type: to nearest, ties to even, for the 16-bit types; Q8_0 as the reference quantizer does. */
public record EncodedValues(Values values, TensorType type) implements Blocks {
    private static final Set<TensorType> TYPES = Set.of(TensorType.F32, TensorType.F16, TensorType.BF16, TensorType.Q8_0);
    private static final int Q8_BLOCK = 32;

    public EncodedValues {
        if (!TYPES.contains(type)) {
            throw new IllegalArgumentException("no encoder for " + type);
        }
        if (values.columns() % type.blockSize() != 0) {
            throw values.error("has rows of " + values.columns() + " values, which do not fill blocks of " + type);
        }
        if (values.rank() > 4) {
            throw new InvalidModelException(
                    Kind.UNSUPPORTED, "tensor '" + values.name() + "' has shape " + values.shape() + ", more than 4 dimensions");
        }
    }

    @Override
    public List<Long> shape() {
        return values.shape().reversed();
    }

    @Override
    public void read(long firstBlock, int blockCount, byte[] target, int offset) {
        int count = Math.multiplyExact(blockCount, type.blockSize());
        if (values instanceof StoredValues stored && stored.isStoredAs(type)) {
            stored.copy(firstBlock, count, target, offset);
            return;
        }
        float[] floats = new float[count];
        values.read(firstBlock * type.blockSize(), count, floats, 0);
        ByteBuffer out = ByteBuffer.wrap(target, offset, blockCount * type.blockBytes()).order(ByteOrder.LITTLE_ENDIAN);
        switch (type) {
            case F32 -> out.asFloatBuffer().put(floats);
            case F16 -> {
                for (float value : floats) {
                    out.putShort(Float.floatToFloat16(value));
                }
            }
            case BF16 -> {
                for (float value : floats) {
                    out.putShort(bfloat16(value));
                }
            }
            default -> {
                for (int block = 0; block < blockCount; block++) {
                    eightBits(floats, block * Q8_BLOCK, out);
                }
            }
        }
    }

    static short bfloat16(float value) {
        int bits = Float.floatToRawIntBits(value);
        if (Float.isNaN(value)) {
            return (short) (bits >>> 16 | 64);
        }
        return (short) (bits + 0x7fff + (bits >>> 16 & 1) >>> 16);
    }

    /** d = largest magnitude / 127, then value / d rounded half away from zero. */
    private static void eightBits(float[] values, int start, ByteBuffer out) {
        float largest = 0;
        for (int i = start; i < start + Q8_BLOCK; i++) {
            largest = Math.max(largest, Math.abs(values[i]));
        }
        float scale = largest / 127;
        float inverse = scale == 0 ? 0 : 1 / scale;
        out.putShort(Float.floatToFloat16(scale));
        for (int i = start; i < start + Q8_BLOCK; i++) {
            float scaled = values[i] * inverse;
            int magnitude = (int) Math.abs(scaled);
            // Adding a half first would round 0.49999997 up.
            magnitude += Math.abs(scaled) - magnitude >= 0.5f ? 1 : 0;
            out.put((byte) (scaled < 0 ? -magnitude : magnitude));
        }
    }
}
