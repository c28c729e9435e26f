package hearth.workshop.quantize;

import hearth.format.TensorType;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * What a user chooses about a quantization.
 *
 * @param pure whether all matrices get the one type, without the mixture's exceptions
 * @param requantize whether a source that is quantized already is accepted
 * @param outputType type of the output matrix, or of an embedding that serves as one
 * @param embeddingType type of the token embedding
 * @param overrides types by name, the first that matches wins
 * @param importance how much each column matters
 * @param threads how many to use
 */
public record QuantizationOptions(
        FileType fileType,
        boolean pure,
        boolean requantize,
        Optional<TensorType> outputType,
        Optional<TensorType> embeddingType,
        List<TypeOverride> overrides,
        Optional<ImportanceMatrix> importance,
        int threads) {
    public QuantizationOptions {
        Objects.requireNonNull(fileType, "fileType");
        overrides = List.copyOf(overrides);
        if (threads < 1) {
            throw new IllegalArgumentException("thread count " + threads + " is not positive");
        }
    }

    /** The plain mixture on all processors. */
    public static QuantizationOptions of(FileType fileType) {
        return new QuantizationOptions(fileType, false, false, Optional.empty(), Optional.empty(), List.of(), Optional.empty(),
                Runtime.getRuntime().availableProcessors());
    }

    public QuantizationOptions withPure() {
        return new QuantizationOptions(fileType, true, requantize, outputType, embeddingType, overrides, importance, threads);
    }

    public QuantizationOptions withRequantize() {
        return new QuantizationOptions(fileType, pure, true, outputType, embeddingType, overrides, importance, threads);
    }

    public QuantizationOptions withOutputType(TensorType type) {
        return new QuantizationOptions(fileType, pure, requantize, Optional.of(type), embeddingType, overrides, importance, threads);
    }

    public QuantizationOptions withEmbeddingType(TensorType type) {
        return new QuantizationOptions(fileType, pure, requantize, outputType, Optional.of(type), overrides, importance, threads);
    }

    public QuantizationOptions withOverrides(List<TypeOverride> some) {
        return new QuantizationOptions(fileType, pure, requantize, outputType, embeddingType, some, importance, threads);
    }

    public QuantizationOptions withImportance(ImportanceMatrix matrix) {
        return new QuantizationOptions(fileType, pure, requantize, outputType, embeddingType, overrides, Optional.of(matrix), threads);
    }

    public QuantizationOptions withThreads(int count) {
        return new QuantizationOptions(fileType, pure, requantize, outputType, embeddingType, overrides, importance, count);
    }
}
