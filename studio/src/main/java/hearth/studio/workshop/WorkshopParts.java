package hearth.studio.workshop;

import hearth.engine.Engine;
import hearth.server.model.ModelDirectory;
import hearth.store.ModelStore;
import java.util.function.Supplier;

/**
 * What the workshop works with.
 *
 * @param engines opens an engine for one comparison, which closes it
 */
public record WorkshopParts(ModelStore store, ModelDirectory directory, Places places, Supplier<Engine> engines) {}
