package hearth.server.model;

import hearth.server.call.ApiException;
import hearth.server.call.ApiException.Kind;
import hearth.store.DamagedStoreException;
import hearth.store.InvalidNameException;
import hearth.store.ModelNotFoundException;
import hearth.store.ModelReference;
import hearth.store.ModelStore;
import hearth.store.StoredModel;
import hearth.store.pull.ModelResolver;
import java.util.Optional;

/** The models of a store, by their names and the catalogue's. A path or web address is no name here. */
public final class StoreDirectory implements ModelDirectory {
    private final ModelStore store;
    private final ModelResolver resolver;

    public StoreDirectory(ModelStore store, ModelResolver resolver) {
        this.store = store;
        this.resolver = resolver;
    }

    @Override
    public Optional<ServedModel> find(String name) {
        try {
            if (ModelReference.parse(name) instanceof ModelReference.LocalModel) {
                throw new InvalidNameException(name, "it is a path");
            }
            StoredModel stored = resolver.stored(name);
            return Optional.of(ServedModel.of(store, stored));
        } catch (ModelNotFoundException e) {
            return Optional.empty();
        } catch (InvalidNameException e) {
            throw new ApiException(Kind.INVALID_REQUEST, "invalid model name", e);
        } catch (DamagedStoreException e) {
            throw new ApiException(Kind.INTERNAL, e.getMessage(), e);
        }
    }
}
