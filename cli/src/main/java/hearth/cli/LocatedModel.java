package hearth.cli;

import hearth.store.ModelDetails;
import java.nio.file.Path;
import java.util.Optional;

/**
 * A model on this machine.
 *
 * @param name what the user called it
 * @param weights its GGUF file, the first part of a split one
 * @param details what the store knows besides the weights; empty for a file or folder
 */
record LocatedModel(String name, Path weights, Optional<ModelDetails> details) {}
