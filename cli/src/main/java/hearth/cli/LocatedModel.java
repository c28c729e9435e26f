package hearth.cli;

import hearth.engine.adapter.AdapterOptions;
import hearth.format.gguf.GgufFile;
import hearth.store.ModelDetails;
import hearth.store.StoredModel;
import hearth.workshop.convert.Conversion;
import hearth.workshop.convert.ConversionOptions;
import hearth.workshop.convert.WeightType;
import hearth.workshop.huggingface.AdapterFolder;
import hearth.workshop.huggingface.HuggingFaceFolder;
import hearth.workshop.synthetic.SyntheticModel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * A model on this machine.
 *
 * @param name what the user called it
 * @param weights its GGUF file, the first part of a split one, or a folder of safetensors weights
 * @param stored the model as the store has it; empty for a file or folder
 * @param details what the store knows besides the weights; empty for a file or folder
 * @param source opens it
 * @param adapters that it runs with
 */
record LocatedModel(
        String name,
        Path weights,
        Optional<StoredModel> stored,
        Optional<ModelDetails> details,
        Supplier<GgufFile> source,
        List<AdapterOptions> adapters) {
    /** A GGUF file, or a folder of safetensors, which is offered as the GGUF file it would become, without losing precision. */
    static LocatedModel local(String name, Path weights) {
        return new LocatedModel(name, weights, Optional.empty(), Optional.empty(), () -> Files.isDirectory(weights)
                ? Conversion.open(weights, ConversionOptions.defaults().withType(WeightType.STORED))
                : GgufFile.open(weights), List.of());
    }

    /** A model of the store, with the adapters it comes with. */
    static LocatedModel stored(String name, Path weights, StoredModel model, ModelDetails details, List<AdapterOptions> adapters) {
        return new LocatedModel(name, weights, Optional.of(model), Optional.of(details), () -> GgufFile.open(weights), adapters);
    }

    /** Random weights in the shape that the name tells. */
    static LocatedModel synthetic(String name) {
        return new LocatedModel(name, Path.of(""), Optional.empty(), Optional.empty(), () -> SyntheticModel.open(name), List.of());
    }

    LocatedModel withAdapters(List<AdapterOptions> value) {
        return new LocatedModel(name, weights, stored, details, source, value);
    }

    GgufFile open() {
        return source.get();
    }

    /** Opens an adapter for this model: a GGUF file, or a folder of PEFT, which is offered as the file it would become. */
    GgufFile openAdapter(Path file) {
        if (!Files.isDirectory(file)) {
            return GgufFile.open(file);
        }
        if (!AdapterFolder.isAt(file)) {
            throw new CommandException(file + ": no adapter_config.json in this folder");
        }
        if (HuggingFaceFolder.isAt(weights)) {
            return Conversion.openAdapter(file, weights);
        }
        try (GgufFile model = open()) {
            return Conversion.openAdapter(file, model);
        }
    }
}
