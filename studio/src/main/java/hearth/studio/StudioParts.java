package hearth.studio;

import hearth.server.model.ModelDirectory;
import hearth.server.model.ModelLoader;
import hearth.store.ModelStore;
import hearth.store.pull.Catalogue;
import java.nio.file.Path;
import java.time.Clock;

/**
 * What the studio is made of.
 *
 * @param folder where conversations and settings are kept; made when first needed
 * @param directory of the models that may be asked about
 * @param loader tells what a model would need
 * @param memoryLimitBytes that all models together may need
 * @param threads that compute; 0 = as many as the machine has physical cores
 */
public record StudioParts(
        Path folder,
        ModelStore store,
        ModelDirectory directory,
        ModelLoader loader,
        Catalogue catalogue,
        long memoryLimitBytes,
        int threads,
        Clock clock) {}
