package hearth.cli;

import hearth.format.gguf.GgufFile;
import hearth.store.ModelDetails;
import hearth.workshop.convert.Conversion;
import hearth.workshop.convert.ConversionOptions;
import hearth.workshop.convert.WeightType;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * A model on this machine.
 *
 * @param name what the user called it
 * @param weights its GGUF file, the first part of a split one, or a folder of safetensors weights
 * @param details what the store knows besides the weights; empty for a file or folder
 */
record LocatedModel(String name, Path weights, Optional<ModelDetails> details) {
    /** Opens it; a folder of safetensors is offered as the GGUF file it would become, without losing precision. */
    GgufFile open() {
        return Files.isDirectory(weights)
                ? Conversion.open(weights, ConversionOptions.defaults().withType(WeightType.STORED))
                : GgufFile.open(weights);
    }
}
