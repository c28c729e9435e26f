package hearth.store.pull;

import hearth.store.ModelName;
import hearth.store.ModelNotFoundException;
import hearth.store.ModelReference;
import hearth.store.ModelReference.LocalModel;
import hearth.store.ModelReference.RegistryModel;
import hearth.store.ModelStore;
import hearth.store.StoredModel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * Turns what a user typed into weights on this machine, or into a plan to get them.
 * Order: a written-out path; the store's own name; the catalogue; a file or folder of that name; a registry.
 */
public final class ModelResolver {
    private final ModelStore store;
    private final Catalogue catalogue;
    private final Path home;

    /** {@code home} is what {@code ~/} stands for. */
    public ModelResolver(ModelStore store, Catalogue catalogue, Path home) {
        this.store = store;
        this.catalogue = catalogue;
        this.home = home;
    }

    /** Looks for the model; reads the disk, never the network. */
    public Resolution resolve(String text) {
        ModelReference reference = ModelReference.parse(text);
        if (reference instanceof LocalModel local) {
            return local(local.path()).orElseThrow(() -> new ModelNotFoundException(text));
        }
        Optional<StoredModel> stored = stored(reference);
        if (stored.isPresent()) {
            return new Resolution.Stored(stored.get(), store.weights(stored.get()));
        }
        boolean known = reference instanceof RegistryModel named && catalogue.find(named.name()).isPresent();
        if (!known && reference instanceof RegistryModel) {
            Optional<Resolution> file = local(Path.of(text));
            if (file.isPresent()) {
                return file.get();
            }
        }
        return new Resolution.Missing(plan(text));
    }

    /** The stored model a user means, for {@code show}, {@code cp}, {@code rm}; a catalogue alias finds its model. */
    public StoredModel stored(String text) {
        return stored(ModelReference.parse(text)).orElseThrow(() -> new ModelNotFoundException(text));
    }

    /** How to pull {@code text}, whether it is stored already or not. A path is no such thing: {@link ModelNotFoundException}. */
    public PullPlan plan(String text) {
        ModelReference reference = ModelReference.parse(text);
        ModelName name = reference.storeName().orElseThrow(() -> new ModelNotFoundException(text));
        if (reference instanceof RegistryModel) {
            Optional<Catalogue.Entry> entry = catalogue.find(name);
            if (entry.isPresent()) {
                return entry.get().plan();
            }
        }
        return new PullPlan(name, List.of(PullSource.of(reference)));
    }

    private Optional<StoredModel> stored(ModelReference reference) {
        Optional<ModelName> name = reference.storeName();
        if (name.isEmpty()) {
            return Optional.empty();
        }
        Optional<StoredModel> exact = store.find(name.get());
        return exact.isPresent() || !(reference instanceof RegistryModel) ? exact
                : catalogue.find(name.get()).flatMap(entry -> store.find(entry.name()));
    }

    /** Only ordinary files and folders; a device or pipe could block for ever. */
    private Optional<Resolution> local(Path path) {
        Path real = path.startsWith("~") ? home.resolve(Path.of("~").relativize(path)) : path;
        return Files.isRegularFile(real) || Files.isDirectory(real) ? Optional.of(new Resolution.Local(real)) : Optional.empty();
    }
}
