package hearth.workshop.convert.family;

import hearth.workshop.convert.tensor.TensorTable;
import hearth.workshop.convert.tensor.Values;
import hearth.workshop.huggingface.JsonFile;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** One kind of model: which names it has in {@code config.json}, its sizes, and where its tensors go. */
public interface Family {
    /** A note of families whose sliding window this format has no place for. */
    String UNUSED_WINDOW = "The model's sliding window is not applied: this architecture in GGUF sees the whole context.";

    /** Entries of {@code architectures} that mean this family. */
    Set<String> names();

    /** {@code general.architecture} of the result. */
    String architecture(JsonFile config);

    /** Writes the sizes. */
    void describe(JsonFile config, Sizes sizes);

    /** Where the tensors go. */
    TensorTable tensors(JsonFile config);

    /** {@code config.json} as {@link #describe} and {@link #tensors} want it: defaults filled in. */
    default JsonFile prepared(JsonFile config) {
        return JsonFile.of(config.file(), defaults()).with(config.languagePart().values());
    }

    /** What the model's own library assumes for keys that its {@code config.json} may leave out. */
    default Map<String, Object> defaults() {
        return Map.of();
    }

    /** Tensors that are computed from the settings, by the name in the result. */
    default Map<String, Values> computed(JsonFile config) {
        return Map.of();
    }

    /** Number of layers in the result. */
    default int layerCount(JsonFile config) {
        return config.requiredInt("n_layers", "num_hidden_layers", "n_layer", "num_layers");
    }

    /** Sentences for the user about what the result cannot say. */
    default List<String> notes(JsonFile config) {
        return List.of();
    }

    /** Whether expert weights packed as MXFP4 are understood. */
    default boolean readsMxfp4() {
        return false;
    }

    /** Further weights of the folder, taken where they are there. */
    default List<Module> modules() {
        return List.of();
    }

    /**
     * A matrix in a file of its own, as sentence-transformers stores layers after the model.
     *
     * @param file path within the folder
     * @param source name of the tensor in it, without {@code .weight}
     * @param target full name in the result
     * @param bias full name of its bias in the result, where that may have one
     * @param inputsKey key for the number of its columns
     * @param outputsKey key for the number of its rows
     */
    record Module(String file, String source, String target, Optional<String> bias, String inputsKey, String outputsKey) {}
}
