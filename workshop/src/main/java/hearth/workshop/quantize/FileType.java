package hearth.workshop.quantize;

import hearth.format.TensorType;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** The kinds of GGUF file: the format's number for {@code general.file_type}, and the type that most tensors get. */
public enum FileType {
    F32(0, TensorType.F32),
    F16(1, TensorType.F16),
    BF16(32, TensorType.BF16),
    Q4_0(2, TensorType.Q4_0),
    Q4_1(3, TensorType.Q4_1),
    Q5_0(8, TensorType.Q5_0),
    Q5_1(9, TensorType.Q5_1),
    Q8_0(7, TensorType.Q8_0),
    Q2_K(10, TensorType.Q2_K),
    Q2_K_S(21, TensorType.Q2_K),
    Q3_K_S(11, TensorType.Q3_K),
    Q3_K_M(12, TensorType.Q3_K),
    Q3_K_L(13, TensorType.Q3_K),
    Q4_K_S(14, TensorType.Q4_K),
    Q4_K_M(15, TensorType.Q4_K),
    Q5_K_S(16, TensorType.Q5_K),
    Q5_K_M(17, TensorType.Q5_K),
    Q6_K(18, TensorType.Q6_K),
    IQ1_S(24, TensorType.IQ1_S),
    IQ1_M(31, TensorType.IQ1_M),
    IQ2_XXS(19, TensorType.IQ2_XXS),
    IQ2_XS(20, TensorType.IQ2_XS),
    IQ2_S(28, TensorType.IQ2_XS),
    IQ2_M(29, TensorType.IQ2_S),
    IQ3_XXS(23, TensorType.IQ3_XXS),
    IQ3_XS(22, TensorType.IQ3_S),
    IQ3_S(26, TensorType.IQ3_S),
    IQ3_M(27, TensorType.IQ3_S),
    IQ4_NL(25, TensorType.IQ4_NL),
    IQ4_XS(30, TensorType.IQ4_XS),
    TQ1_0(36, TensorType.TQ1_0),
    TQ2_0(37, TensorType.TQ2_0),
    MXFP4_MOE(38, TensorType.MXFP4),
    NVFP4(39, TensorType.NVFP4),
    Q1_0(40, TensorType.Q1_0),
    Q2_0(41, TensorType.Q2_0);

    private static final Map<String, FileType> SHORT_NAMES =
            Map.of("Q3_K", Q3_K_M, "Q4_K", Q4_K_M, "Q5_K", Q5_K_M, "MXFP4", MXFP4_MOE);

    private final int id;
    private final TensorType tensorType;

    FileType(int id, TensorType tensorType) {
        this.id = id;
        this.tensorType = tensorType;
    }

    /** By name in any case; Q3_K, Q4_K, Q5_K and MXFP4 stand for the usual mixture. */
    public static Optional<FileType> ofName(String name) {
        String upper = name.toUpperCase(Locale.ROOT);
        return Arrays.stream(values())
                .filter(type -> type.name().equals(upper))
                .findFirst()
                .or(() -> Optional.ofNullable(SHORT_NAMES.get(upper)));
    }

    /** The number in {@code general.file_type}. */
    public int id() {
        return id;
    }

    /** The type of tensors without a rule of their own. */
    public TensorType tensorType() {
        return tensorType;
    }
}
