package hearth.workshop.convert.foreign;

import hearth.format.InvalidModelException.Kind;
import hearth.format.TensorType;
import hearth.format.safetensors.StoredTensor;
import hearth.workshop.convert.tensor.EightBitFloat;
import hearth.workshop.convert.tensor.Kept;
import hearth.workshop.convert.tensor.Values;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Small floats with a small float as the factor of each group (OCP microscaling formats, and NVIDIA's), codes and scales by rows.
 *
 * @param codes 32-bit words of codes, lowest first
 * @param scales one byte for each group
 */
record MicroscaledValues(Parts parts, StoredTensor codes, StoredTensor scales, Form form, List<Long> shape) implements Values {
    private static final float[] E2M1 = {0, 0.5f, 1, 1.5f, 2, 3, 4, 6, -0f, -0.5f, -1, -1.5f, -2, -3, -4, -6};
    private static final int PIECE = 1 << 16;

    /** What the codes and scales are. */
    enum Form {
        /** E2M1 codes, scales are powers of two. */
        MXFP4(4, 32),
        /** E2M1 codes, E4M3 scales. */
        NVFP4(4, 16),
        /** E4M3 codes, scales are powers of two. */
        MXFP8(8, 32);

        private final int bits;
        private final int groupSize;

        Form(int bits, int groupSize) {
            this.bits = bits;
            this.groupSize = groupSize;
        }

        int bits() {
            return bits;
        }

        int groupSize() {
            return groupSize;
        }

        /** By the name in MLX's settings. */
        static Optional<Form> ofName(String name) {
            return Arrays.stream(values()).filter(form -> form.name().toLowerCase(Locale.ROOT).equals(name)).findFirst();
        }

        float scale(byte stored) {
            if (this == NVFP4) {
                return EightBitFloat.e4m3(stored);
            }
            int exponent = stored & 0xff;
            return exponent == 255 ? Float.NaN : Math.scalb(1f, exponent - 127);
        }
    }

    @Override
    public String name() {
        return codes.name();
    }

    @Override
    public void read(long first, int count, float[] target, int offset) {
        for (int done = 0; done < count; ) {
            int now = Math.min(PIECE, count - done);
            piece(first + done, now, target, offset + done);
            done += now;
        }
    }

    private void piece(long first, int count, float[] target, int offset) {
        int size = form.groupSize;
        long firstGroup = first / size;
        byte[] factors = parts.bytes(scales, firstGroup, (int) ((first + count - 1) / size - firstGroup) + 1);
        long firstByte = first * form.bits / 8;
        byte[] bytes = parts.bytes(codes, firstByte, (int) (((first + count) * form.bits + 7 >> 3) - firstByte));
        long group = -1;
        float factor = 0;
        for (int i = 0; i < count; i++) {
            long at = first + i;
            if (at / size != group) {
                group = at / size;
                factor = form.scale(factors[(int) (group - firstGroup)]);
                if (Float.isNaN(factor)) {
                    throw parts.error(Kind.MALFORMED, scales, "has a scale that is no number, for group " + group);
                }
            }
            byte code = bytes[(int) (at * form.bits / 8 - firstByte)];
            target[offset + i] = factor * (form.bits == 8 ? EightBitFloat.e4m3(code) : E2M1[code >> 4 * (at & 1) & 15]);
        }
    }

    /** MXFP4 and NVFP4 are types of GGUF too; only the order of codes and bytes differs. A minus zero becomes zero there. */
    @Override
    public Kept kept() {
        if (form == Form.MXFP8) {
            return new Kept.Not("is MXFP8, which GGUF has not", TensorType.F32);
        }
        TensorType type = form == Form.MXFP4 ? TensorType.MXFP4 : TensorType.NVFP4;
        if (columns() % type.blockSize() != 0) {
            return new Kept.Not("has rows of " + columns() + " values, which do not fill blocks of " + type, TensorType.F32);
        }
        return form == Form.NVFP4 && hasSignedScale()
                ? new Kept.Not("has a negative scale, which NVFP4 of GGUF has not", TensorType.F32)
                : new Kept.As(new MicroscaledBlocks(this, type));
    }

    private boolean hasSignedScale() {
        for (long at = 0; at < scales.byteSize(); at += PIECE) {
            for (byte scale : parts.bytes(scales, at, (int) Math.min(PIECE, scales.byteSize() - at))) {
                if (scale < 0) {
                    return true;
                }
            }
        }
        return false;
    }
}
