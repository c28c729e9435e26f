package hearth.workshop.convert.foreign;

import hearth.format.InvalidModelException.Kind;
import hearth.format.TensorType;
import hearth.format.safetensors.StoredTensor;
import hearth.workshop.convert.tensor.Kept;
import hearth.workshop.convert.tensor.Values;
import java.util.List;

/**
 * LLM.int8: signed bytes, and the largest magnitude of each row, which stands for 127. In float32 the byte is multiplied with it
 * first and with 1/127 then, as bitsandbytes does.
 */
record RowScaledBytes(Parts parts, StoredTensor codes, StoredTensor factors) implements Values {
    private static final float INVERSE = 1 / 127f;
    private static final int PIECE = 1 << 16;

    @Override
    public String name() {
        return codes.name();
    }

    @Override
    public List<Long> shape() {
        return codes.shape();
    }

    @Override
    public Kept kept() {
        return new Kept.Not("is LLM.int8, whose factors of rows no type of GGUF holds", TensorType.F32);
    }

    @Override
    public void read(long first, int count, float[] target, int offset) {
        int columns = (int) columns();
        for (int done = 0; done < count; ) {
            long row = (first + done) / columns;
            int now = (int) Math.min(Math.min(PIECE, count - done), columns - (first + done) % columns);
            float factor = parts.floats(factors, row, 1)[0];
            if (!Float.isFinite(factor)) {
                throw parts.error(Kind.MALFORMED, factors, "has a factor that is no finite number, for row " + row);
            }
            byte[] bytes = parts.bytes(codes, first + done, now);
            for (int i = 0; i < now; i++) {
                float product = bytes[i] * factor;
                target[offset + done + i] = product * INVERSE;
            }
            done += now;
        }
    }
}
