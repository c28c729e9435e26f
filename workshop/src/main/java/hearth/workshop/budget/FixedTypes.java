package hearth.workshop.budget;

import hearth.format.InvalidModelException;
import hearth.format.gguf.GgufFile;
import hearth.workshop.quantize.FileType;
import hearth.workshop.quantize.ImportanceMatrix;
import hearth.workshop.quantize.PlannedTensor;
import hearth.workshop.quantize.Quantization;
import hearth.workshop.quantize.QuantizationOptions;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.function.Function;
import java.util.stream.Collectors;

/** What the usual file types would make of the same model, by the same measurements. */
final class FixedTypes {
    private FixedTypes() {}

    /**
     * A file type's result.
     *
     * @param loss that is predicted, in nats
     */
    record Fixed(FileType type, long fileBytes, double loss) {}

    /** All whose tensor types were measured, by size. */
    static List<Fixed> of(GgufFile file, ImportanceMatrix importance, List<TensorChoices> tensors, Sensitivity sensitivity) {
        Map<String, TensorChoices> byName =
                tensors.stream().collect(Collectors.toMap(tensor -> tensor.tensor().name(), Function.identity()));
        List<Fixed> all = new ArrayList<>();
        for (FileType type : FileType.values()) {
            try {
                Quantization quantization =
                        Quantization.of(file, QuantizationOptions.of(type).withRequantize().withImportance(importance));
                loss(quantization, byName, sensitivity)
                        .ifPresent(loss -> all.add(new Fixed(type, quantization.byteSize(), loss)));
            } catch (InvalidModelException e) {
                // The type needs importance that nobody has: it is no alternative.
                continue;
            }
        }
        all.sort(Comparator.comparingLong(Fixed::fileBytes));
        return all;
    }

    /** Empty if a tensor would get a type that was not measured. */
    private static OptionalDouble loss(Quantization quantization, Map<String, TensorChoices> tensors, Sensitivity sensitivity) {
        double sum = 0;
        for (PlannedTensor planned : quantization.plan().tensors()) {
            TensorChoices tensor = tensors.get(planned.source().name());
            if (tensor == null || planned.isCopied()) {
                continue;
            }
            List<Choice> same = tensor.choices().stream().filter(choice -> choice.encoding().type() == planned.type()).toList();
            if (same.isEmpty()) {
                return OptionalDouble.empty();
            }
            sum += sensitivity.loss(tensor.group(), same.getFirst());
        }
        return OptionalDouble.of(sum);
    }
}
