package hearth.cli;

import hearth.format.gguf.GgufFile;
import hearth.store.ModelDetails;
import hearth.workshop.convert.Conversion;
import hearth.workshop.convert.ConversionOptions;
import hearth.workshop.convert.WeightType;
import hearth.workshop.synthetic.SyntheticModel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * A model on this machine.
 *
 * @param name what the user called it
 * @param weights its GGUF file, the first part of a split one, or a folder of safetensors weights
 * @param details what the store knows besides the weights; empty for a file or folder
 * @param source opens it
 */
record LocatedModel(String name, Path weights, Optional<ModelDetails> details, Supplier<GgufFile> source) {
    /** A GGUF file, or a folder of safetensors, which is offered as the GGUF file it would become, without losing precision. */
    LocatedModel(String name, Path weights, Optional<ModelDetails> details) {
        this(name, weights, details, () -> Files.isDirectory(weights)
                ? Conversion.open(weights, ConversionOptions.defaults().withType(WeightType.STORED))
                : GgufFile.open(weights));
    }

    /** Random weights in the shape that the name tells. */
    static LocatedModel synthetic(String name) {
        return new LocatedModel(name, Path.of(""), Optional.empty(), () -> SyntheticModel.open(name));
    }

    GgufFile open() {
        return source.get();
    }
}
