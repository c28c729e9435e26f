package hearth.workshop.convert;

import hearth.format.safetensors.SafetensorsFolder;
import hearth.format.safetensors.StoredTensor;
import hearth.workshop.convert.foreign.PackedLayout;
import hearth.workshop.convert.foreign.PackedLayouts;
import hearth.workshop.convert.tensor.StoredValues;
import hearth.workshop.convert.tensor.Values;
import hearth.workshop.huggingface.HuggingFaceFolder;
import hearth.workshop.huggingface.JsonFile;
import java.util.List;
import java.util.Optional;

/** The tensors of a model as numbers, however they are stored. */
final class SourceTensors {
    private final SafetensorsFolder weights;
    private final Optional<PackedLayout> layout;

    private SourceTensors(SafetensorsFolder weights, Optional<PackedLayout> layout) {
        this.weights = weights;
        this.layout = layout;
    }

    /** As {@link PackedLayouts#of}. */
    static SourceTensors of(HuggingFaceFolder folder, JsonFile config, boolean mxfp4) {
        return new SourceTensors(folder.weights(), PackedLayouts.of(folder, config, mxfp4));
    }

    /** Whether this tensor is a part of another one and nothing by itself. */
    boolean isPart(StoredTensor tensor) {
        return layout.map(each -> each.isPart(tensor)).orElse(false);
    }

    /** Whether this tensor holds the codes of a quantized matrix, which is (outputs, inputs) in every model. */
    boolean isPacked(StoredTensor tensor) {
        return layout.flatMap(each -> each.matrix(tensor)).isPresent();
    }

    /** The name of the tensor, or of the matrix whose codes it holds. */
    String name(StoredTensor tensor) {
        return layout.flatMap(each -> each.matrix(tensor)).orElse(tensor.name());
    }

    Values values(StoredTensor tensor) {
        return isPacked(tensor) ? layout.orElseThrow().values(tensor) : new StoredValues(weights, tensor);
    }

    List<String> notes() {
        return layout.map(PackedLayout::notes).orElse(List.of());
    }
}
