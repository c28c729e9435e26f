package hearth.workshop.quantize;

import hearth.format.InvalidModelException;
import hearth.format.InvalidModelException.Kind;
import hearth.format.TensorType;
import hearth.format.encode.BlockEncoder;
import hearth.format.gguf.GgufFile;
import hearth.format.gguf.MetadataKeys;
import hearth.format.gguf.TensorInfo;
import hearth.format.gguf.TensorNames;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Which tensor becomes what. Reads no weights.
 *
 * @param tensors in the order of the result: by layer, then name, those of no layer first
 */
public record QuantizationPlan(List<PlannedTensor> tensors) {
    private static final int MAX_COLUMNS = 1 << 24;
    private static final Set<TensorType> FLOATS = EnumSet.of(TensorType.F32, TensorType.F16, TensorType.BF16);
    private static final Set<TensorType> NEED_IMPORTANCE = EnumSet.of(TensorType.IQ1_S, TensorType.IQ1_M, TensorType.IQ2_XXS,
            TensorType.IQ2_XS, TensorType.IQ2_S, TensorType.IQ3_XXS);
    /** These have no encoder of their own that works without. */
    private static final Set<TensorType> IMPOSSIBLE_WITHOUT = EnumSet.of(TensorType.IQ1_S, TensorType.IQ2_XXS, TensorType.IQ2_XS);

    public QuantizationPlan {
        tensors = List.copyOf(tensors);
    }

    /**
     * Plans.
     *
     * @throws InvalidModelException if a tensor cannot become what it should: it is quantized already, importance is missing
     *     where it is needed, or the importance is of another model
     */
    public static QuantizationPlan of(GgufFile file, QuantizationOptions options) {
        if (file.metadata().optionalString(MetadataKeys.General.TYPE).orElse("model").equals("imatrix")) {
            throw InvalidModelException.inFile(Kind.UNSUPPORTED, file.name(), "is an importance matrix, not a model");
        }
        TypeMixture mixture = new TypeMixture(options.fileType(), ModelFacts.of(file, options.importance().isPresent()));
        List<PlannedTensor> tensors = new ArrayList<>();
        file.tensors().values().stream()
                .sorted(Comparator.comparingInt((TensorInfo tensor) -> TensorNames.layer(tensor.name()).orElse(-1)).thenComparing(TensorInfo::name))
                .forEach(tensor -> tensors.add(plan(file, tensor, options, mixture)));
        return new QuantizationPlan(tensors);
    }

    private static PlannedTensor plan(GgufFile file, TensorInfo tensor, QuantizationOptions options, TypeMixture mixture) {
        if (!Quantizable.test(tensor)) {
            return new PlannedTensor(tensor, tensor.type(), tensor.type(), false);
        }
        TensorType wanted = wanted(file, tensor, options, mixture);
        TensorType type = TypeMixture.fitting(wanted, tensor.columns());
        Optional<float[]> importance = options.importance().flatMap(matrix -> matrix.of(tensor));
        PlannedTensor planned = new PlannedTensor(tensor, type, wanted, importance.isPresent());
        check(file, planned, options);
        return planned;
    }

    private static TensorType wanted(GgufFile file, TensorInfo tensor, QuantizationOptions options, TypeMixture mixture) {
        TensorType usual = options.fileType().tensorType();
        // The rules count tensors, so they are asked even where the answer is overruled.
        TensorType byRule = options.pure() || FLOATS.contains(usual) ? usual : mixture.choose(tensor);
        boolean output = tensor.name().equals(TensorNames.OUTPUT);
        boolean embedding = tensor.name().equals(TensorNames.TOKEN_EMBEDDING);
        boolean tied = embedding && file.findTensor(TensorNames.OUTPUT).isEmpty();
        for (TypeOverride override : options.overrides()) {
            if (override.matches(tensor.name())) {
                return override.type();
            }
        }
        if (embedding && options.embeddingType().isPresent()) {
            return options.embeddingType().get();
        }
        return (output || tied) && options.outputType().isPresent() ? options.outputType().get() : byRule;
    }

    private static void check(GgufFile file, PlannedTensor planned, QuantizationOptions options) {
        TensorInfo tensor = planned.source();
        TensorType type = planned.type();
        if (planned.isCopied()) {
            return;
        }
        if (!FLOATS.contains(tensor.type()) && !options.requantize()) {
            throw error(file, tensor, "is " + tensor.type() + " already; quantizing it again loses more than quantizing the original."
                    + " --allow-requantize does it all the same");
        }
        if (tensor.columns() > MAX_COLUMNS) {
            throw error(file, tensor, "has rows of " + tensor.columns() + " values, more than " + MAX_COLUMNS);
        }
        boolean exempt = tensor.name().equals(TensorNames.OUTPUT) || tensor.name().equals(TensorNames.TOKEN_EMBEDDING);
        boolean needed = NEED_IMPORTANCE.contains(type) || type == TensorType.Q2_K && options.fileType() == FileType.Q2_K_S;
        if (!planned.weighted() && (needed && !exempt || IMPOSSIBLE_WITHOUT.contains(type))) {
            throw error(file, tensor, "would become " + type + ", which is poor without an importance matrix for it: give one with --imatrix");
        }
        if (BlockEncoder.find(type).isEmpty()) {
            throw error(file, tensor, "would become " + type + ", which weights are not stored in");
        }
    }

    private static InvalidModelException error(GgufFile file, TensorInfo tensor, String reason) {
        return InvalidModelException.inFile(Kind.UNSUPPORTED, file.name(), "tensor '" + tensor.name() + "' " + reason);
    }

    /** Bytes of all tensors before. */
    public long sourceBytes() {
        return tensors.stream().mapToLong(tensor -> tensor.source().byteSize()).sum();
    }

    /** Bytes of all tensors after. */
    public long byteSize() {
        return tensors.stream().mapToLong(PlannedTensor::byteSize).sum();
    }

    /** Values in all tensors. */
    public long valueCount() {
        return tensors.stream().mapToLong(tensor -> tensor.source().elementCount()).sum();
    }

    /** Mean over all tensors. */
    public double bitsPerWeight() {
        return valueCount() == 0 ? 0 : 8.0 * byteSize() / valueCount();
    }
}
