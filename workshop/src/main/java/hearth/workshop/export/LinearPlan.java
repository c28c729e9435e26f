package hearth.workshop.export;

import hearth.format.InvalidModelException;
import hearth.format.InvalidModelException.Kind;
import hearth.format.gguf.TensorInfo;
import hearth.format.gguf.TensorNames;
import hearth.format.safetensors.StoredTensor;
import hearth.workshop.convert.Conversion;
import hearth.workshop.convert.tensor.Values.SourceRow;
import hearth.workshop.gptq.AffineFormat;
import hearth.workshop.huggingface.HuggingFaceFolder;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Which matrices of a folder are packed: those of the layers. They are rounded as the model's GGUF form has them, whose rows may be in
 * another order.
 *
 * @param models names of the matrices in the GGUF form
 * @param sources the same in the folder
 */
record LinearPlan(Set<String> models, Map<String, StoredTensor> sources) {
    static final String WEIGHT = ".weight";

    private static final int OUTPUTS = 32;

    /** @throws InvalidModelException if a matrix of the layers can't be packed: then the model can't be said in this format */
    static LinearPlan of(Conversion conversion, HuggingFaceFolder folder, AffineFormat format) {
        Set<String> models = new TreeSet<>();
        Map<String, StoredTensor> sources = new TreeMap<>();
        for (TensorInfo tensor : conversion.tensors()) {
            if (TensorNames.layer(tensor.name()).isEmpty() || tensor.rows() < 2 || !tensor.name().endsWith(WEIGHT)) {
                continue;
            }
            if (tensor.size(2) > 1) {
                throw error(folder, tensor.name(), "holds experts; readers of these checkpoints don't agree how a mixture of experts is named");
            }
            models.add(tensor.name());
            for (long row = 0; row < tensor.rows(); row++) {
                SourceRow source = conversion.sourceRow(tensor.name(), row).orElseThrow(() -> error(folder, tensor.name(),
                        "is not stored as it is multiplied, so that it can't be packed in its place"));
                sources.computeIfAbsent(source.tensor(), name -> checked(folder, folder.weights().tensors().get(name), format));
            }
        }
        return new LinearPlan(models, sources);
    }

    private static StoredTensor checked(HuggingFaceFolder folder, StoredTensor tensor, AffineFormat format) {
        List<Long> shape = tensor.shape();
        if (shape.size() != 2 || !tensor.name().endsWith(WEIGHT)) {
            throw error(folder, tensor.name(), "is no weight of a linear layer");
        }
        if (shape.get(1) % format.groupSize() != 0) {
            throw error(folder, tensor.name(), "has " + shape.get(1) + " inputs, which do not fill groups of " + format.groupSize()
                    + "; --group-size takes a divisor");
        }
        if (shape.get(0) % OUTPUTS != 0 || shape.get(1) % OUTPUTS != 0) {
            throw error(folder, tensor.name(), "has the shape " + shape + ", which is not a multiple of " + OUTPUTS + " both ways");
        }
        return tensor;
    }

    private static InvalidModelException error(HuggingFaceFolder folder, String tensor, String reason) {
        return InvalidModelException.inFile(Kind.UNSUPPORTED, folder.name(), "tensor '" + tensor + "' " + reason);
    }

    /** Name of the layer that a weight belongs to. */
    static String module(String weight) {
        return weight.substring(0, weight.length() - WEIGHT.length());
    }
}
