package hearth.workshop.export;

import hearth.format.safetensors.ElementType;
import hearth.workshop.gptq.AffineFormat;
import hearth.workshop.gptq.AffineMatrix;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * How linear layers of K inputs and N outputs are packed. Both keep scales as binary16 (groups, N), and words of 32 bits with the lowest
 * bits first.
 */
public enum CheckpointLayout {
    /** AutoGPTQ's and GPTQModel's: codes packed along the inputs; zeros, one less than they are, along the outputs; the group of each input. */
    GPTQ {
        @Override
        List<PackedTensor> tensors(AffineFormat format, long outputs, long inputs) {
            long each = 32 / format.bits();
            long groups = inputs / format.groupSize();
            return List.of(
                    new PackedTensor(".qweight", ElementType.I32, List.of(inputs / each, outputs)),
                    new PackedTensor(".qzeros", ElementType.I32, List.of(groups, outputs / each)),
                    new PackedTensor(".scales", ElementType.F16, List.of(groups, outputs)),
                    new PackedTensor(".g_idx", ElementType.I32, List.of(inputs)));
        }

        @Override
        byte[] pack(PackedTensor tensor, AffineMatrix matrix) {
            return switch (tensor.suffix()) {
                case ".qweight" -> codes(matrix);
                case ".qzeros" -> zeros(matrix);
                case ".scales" -> scales(matrix);
                default -> groupIndexes(matrix);
            };
        }

        /** Word (w, n) has the codes of inputs w · each and following of output n. */
        private static byte[] codes(AffineMatrix matrix) {
            int bits = matrix.format().bits();
            int each = 32 / bits;
            ByteBuffer out = words((long) matrix.columns() / each * matrix.rows());
            for (int w = 0; w < matrix.columns() / each; w++) {
                for (int n = 0; n < matrix.rows(); n++) {
                    int word = 0;
                    for (int i = 0; i < each; i++) {
                        word |= matrix.code(n, w * each + i) << bits * i;
                    }
                    out.putInt(word);
                }
            }
            return out.array();
        }

        private static byte[] zeros(AffineMatrix matrix) {
            int bits = matrix.format().bits();
            int each = 32 / bits;
            ByteBuffer out = words((long) matrix.groups() * (matrix.rows() / each));
            for (int g = 0; g < matrix.groups(); g++) {
                for (int w = 0; w < matrix.rows() / each; w++) {
                    int word = 0;
                    for (int i = 0; i < each; i++) {
                        word |= matrix.zero(w * each + i, g) - 1 << bits * i;
                    }
                    out.putInt(word);
                }
            }
            return out.array();
        }

        private static byte[] groupIndexes(AffineMatrix matrix) {
            ByteBuffer out = words(matrix.columns());
            for (int k = 0; k < matrix.columns(); k++) {
                out.putInt(k / matrix.format().groupSize());
            }
            return out.array();
        }

        @Override
        Map<String, Object> config(AffineFormat format, double damping) {
            Map<String, Object> config = new LinkedHashMap<>();
            config.put("quant_method", "gptq");
            config.put("checkpoint_format", "gptq");
            config.put("bits", format.bits());
            config.put("group_size", format.groupSize());
            config.put("sym", format.symmetric());
            // Each input's group is the one of its place, whatever order the columns were rounded in.
            config.put("desc_act", false);
            config.put("static_groups", false);
            config.put("true_sequential", true);
            config.put("damp_percent", damping);
            config.put("lm_head", false);
            return config;
        }

        @Override
        public AffineFormat format(int bits, int groupSize, boolean symmetric) {
            if (bits != 2 && bits != 4 && bits != 8) {
                throw new IllegalArgumentException("GPTQ checkpoints are written with 2, 4 or 8 bits, not " + bits);
            }
            // A zero of 0 would be stored as -1, which readers disagree about.
            return new AffineFormat(bits, groupSize, symmetric, 1);
        }
    },
    /** AutoAWQ's "gemm": codes and zeros of 4 bits, eight outputs to a word in the order 0 2 4 6 1 3 5 7. */
    AWQ {
        private static final int EACH = 8;
        private static final int[] ORDER = {0, 2, 4, 6, 1, 3, 5, 7};

        @Override
        List<PackedTensor> tensors(AffineFormat format, long outputs, long inputs) {
            long groups = inputs / format.groupSize();
            return List.of(
                    new PackedTensor(".qweight", ElementType.I32, List.of(inputs, outputs / EACH)),
                    new PackedTensor(".qzeros", ElementType.I32, List.of(groups, outputs / EACH)),
                    new PackedTensor(".scales", ElementType.F16, List.of(groups, outputs)));
        }

        @Override
        byte[] pack(PackedTensor tensor, AffineMatrix matrix) {
            return switch (tensor.suffix()) {
                case ".qweight" -> words(matrix, matrix.columns(), matrix::code);
                case ".qzeros" -> words(matrix, matrix.groups(), matrix::zero);
                default -> scales(matrix);
            };
        }

        private static byte[] words(AffineMatrix matrix, int lines, Numbers numbers) {
            ByteBuffer out = CheckpointLayout.words((long) lines * (matrix.rows() / EACH));
            for (int line = 0; line < lines; line++) {
                for (int w = 0; w < matrix.rows() / EACH; w++) {
                    int word = 0;
                    for (int i = 0; i < EACH; i++) {
                        word |= numbers.of(w * EACH + ORDER[i], line) << 4 * i;
                    }
                    out.putInt(word);
                }
            }
            return out.array();
        }

        @Override
        Map<String, Object> config(AffineFormat format, double damping) {
            Map<String, Object> config = new LinkedHashMap<>();
            config.put("quant_method", "awq");
            config.put("version", "gemm");
            config.put("bits", format.bits());
            config.put("group_size", format.groupSize());
            config.put("zero_point", !format.symmetric());
            config.put("modules_to_not_convert", null);
            return config;
        }

        @Override
        public AffineFormat format(int bits, int groupSize, boolean symmetric) {
            if (bits != 4) {
                throw new IllegalArgumentException("AWQ checkpoints have 4 bits, not " + bits);
            }
            return new AffineFormat(bits, groupSize, symmetric, 0);
        }
    };

    /** A number of an output and a line. */
    interface Numbers {
        int of(int output, int line);
    }

    /** The tensors of a layer. */
    abstract List<PackedTensor> tensors(AffineFormat format, long outputs, long inputs);

    abstract byte[] pack(PackedTensor tensor, AffineMatrix matrix);

    /** {@code quantization_config} of the result. */
    abstract Map<String, Object> config(AffineFormat format, double damping);

    /**
     * The numbers that this layout can say.
     *
     * @throws IllegalArgumentException if it can't have so many bits
     */
    public abstract AffineFormat format(int bits, int groupSize, boolean symmetric);

    private static ByteBuffer words(long count) {
        return ByteBuffer.allocate(Math.toIntExact(count * Integer.BYTES)).order(ByteOrder.LITTLE_ENDIAN);
    }

    /** (groups, outputs). */
    private static byte[] scales(AffineMatrix matrix) {
        ByteBuffer out = ByteBuffer.allocate(Math.multiplyExact(matrix.groups(), matrix.rows()) * Short.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        for (int g = 0; g < matrix.groups(); g++) {
            for (int n = 0; n < matrix.rows(); n++) {
                out.putShort(matrix.scale(n, g));
            }
        }
        return out.array();
    }
}
