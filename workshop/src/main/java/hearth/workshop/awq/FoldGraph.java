package hearth.workshop.awq;

import hearth.engine.model.ModelConfig;
import hearth.engine.model.ModelConfigReader;
import hearth.format.gguf.GgufFile;
import hearth.format.gguf.LayerTensor;
import hearth.format.gguf.MetadataKeys.Attention;
import hearth.format.gguf.TensorInfo;
import hearth.format.gguf.TensorNames;
import hearth.workshop.calibrate.MatrixRows;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/** Knows for matrices that are multiplied together what their inputs come from, where factors can be moved there and back unnoticed. */
final class FoldGraph {
    /** In their layers a norm is read by the attention alone, another one by the network alone. */
    private static final Set<String> NORM_EACH = Set.of("llama", "qwen2", "qwen3", "gemma", "gemma2", "gemma3", "granite", "phi3", "smollm3",
            "starcoder2", "gpt2", "qwen2moe", "qwen3moe", "granitemoe", "gpt-oss", "internlm2", "ernie4_5", "exaone", "minicpm", "qwen", "chatglm",
            "mistral3", "arcee", "nemotron", "bloom", "mpt", "starcoder", "olmoe");
    /** In their networks the up part is multiplied with the gate as it is. */
    private static final Set<String> GATED = Set.of("llama", "qwen2", "qwen3", "gemma", "gemma2", "gemma3", "granite", "phi3", "smollm3",
            "olmo2", "cohere2", "command-r", "stablelm", "qwen2moe", "qwen3moe", "granitemoe", "internlm2", "ernie4_5", "exaone", "exaone4",
            "minicpm", "qwen", "seed_oss", "mistral3", "olmo");

    private final GgufFile file;
    private final String architecture;
    private final ModelConfig config;

    FoldGraph(GgufFile file) {
        this.file = file;
        architecture = file.metadata().architecture();
        config = ModelConfigReader.read(file.metadata());
    }

    /** Where factors of the columns of these matrices can go; empty where nobody knows a place. */
    Optional<FoldTarget> target(List<MatrixRows> matrices) {
        String name = matrices.getFirst().tensor().name();
        OptionalInt layer = TensorNames.layer(name);
        if (layer.isEmpty() || matrices.stream().anyMatch(matrix -> matrix.tensor().size(2) > 1)) {
            return Optional.empty();
        }
        int l = layer.getAsInt();
        if (are(matrices, l, LayerTensor.ATTENTION_QUERY, LayerTensor.ATTENTION_KEY, LayerTensor.ATTENTION_VALUE)
                || are(matrices, l, LayerTensor.ATTENTION_QKV)) {
            return norm(LayerTensor.ATTENTION_NORM, l);
        }
        boolean upAlone = isAlone(LayerTensor.FEED_FORWARD_GATE, l) && are(matrices, l, LayerTensor.FEED_FORWARD_UP);
        if (upAlone || are(matrices, l, LayerTensor.FEED_FORWARD_GATE, LayerTensor.FEED_FORWARD_UP)) {
            return isAlone(LayerTensor.EXPERT_ROUTER, l) ? norm(LayerTensor.FEED_FORWARD_NORM, l) : Optional.empty();
        }
        if (are(matrices, l, LayerTensor.FEED_FORWARD_DOWN)) {
            return up(l);
        }
        return are(matrices, l, LayerTensor.ATTENTION_OUTPUT) ? value(l, matrices.getFirst().columns()) : Optional.empty();
    }

    private boolean isAlone(LayerTensor other, int layer) {
        return file.findTensor(other.weight(layer)).isEmpty();
    }

    /** Whether the matrices are these, all of them, each of its own tensor or several of one. */
    private static boolean are(List<MatrixRows> matrices, int layer, LayerTensor... tensors) {
        List<String> names = matrices.stream().map(matrix -> matrix.tensor().name()).distinct().sorted().toList();
        List<String> wanted = Arrays.stream(tensors).map(tensor -> tensor.weight(layer)).sorted().toList();
        return names.equals(wanted)
                && matrices.stream().mapToLong(MatrixRows::rows).sum()
                        == matrices.stream().map(MatrixRows::tensor).distinct().mapToLong(TensorInfo::rows).sum();
    }

    private Optional<FoldTarget> norm(LayerTensor norm, int layer) {
        boolean fits = NORM_EACH.contains(architecture) && file.findTensor(norm.weight(layer)).isPresent();
        return fits ? Optional.of(new FoldTarget.Norm(norm.weight(layer), norm.bias(layer))) : Optional.empty();
    }

    private Optional<FoldTarget> up(int layer) {
        Optional<TensorInfo> up = file.findTensor(LayerTensor.FEED_FORWARD_UP.weight(layer));
        boolean gated = !isAlone(LayerTensor.FEED_FORWARD_GATE, layer);
        if (!GATED.contains(architecture) || !gated || up.isEmpty()) {
            return Optional.empty();
        }
        int rows = Math.toIntExact(up.get().rows());
        return Optional.of(new FoldTarget.Rows(up.get().name(), LayerTensor.FEED_FORWARD_UP.bias(layer), 0, rows, rows, 1));
    }

    private Optional<FoldTarget> value(int layer, int columns) {
        Optional<TensorInfo> value = file.findTensor(LayerTensor.ATTENTION_VALUE.weight(layer));
        int size = config.kvHeadCount() == 0 ? 0 : config.kvValueSize() / config.kvHeadCount();
        boolean clamped = file.metadata().ofArchitecture().optionalFloat(Attention.CLAMP_QKV, 0) != 0; // limits stay, so values must
        if (clamped || value.isEmpty() || value.get().rows() != config.kvValueSize() || columns != size * config.headCount()) {
            return Optional.empty();
        }
        return Optional.of(new FoldTarget.Rows(value.get().name(), LayerTensor.ATTENTION_VALUE.bias(layer), 0, config.kvValueSize(), size,
                config.headCount() / config.kvHeadCount()));
    }
}
