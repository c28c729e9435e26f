package hearth.server.library;

import hearth.server.call.ApiException;
import hearth.server.call.ApiException.Kind;
import hearth.server.model.ModelDirectory;
import hearth.server.model.ModelPool;
import hearth.server.model.ServedModel;
import hearth.store.Cancellation;
import hearth.store.CancelledException;
import hearth.store.DamagedStoreException;
import hearth.store.DownloadOptions;
import hearth.store.InvalidNameException;
import hearth.store.ModelDetails;
import hearth.store.ModelName;
import hearth.store.ModelReference;
import hearth.store.ModelStore;
import hearth.store.NotEnoughSpaceException;
import hearth.store.StoreException;
import hearth.store.StoredModel;
import hearth.store.pull.ModelResolver;
import hearth.store.pull.PullListener;
import hearth.store.pull.Puller;
import hearth.store.push.Pusher;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/** What clients do with the store. Thread-safe. */
public final class ModelLibrary {
    private final ModelStore store;
    private final ModelResolver resolver;
    private final ModelDirectory directory;
    private final ModelPool pool;
    private final DownloadOptions downloads;
    private final ModelCards cards = new ModelCards();
    private final Blobs blobs;
    private final ModelCreator creator;

    public ModelLibrary(
            ModelStore store, ModelResolver resolver, ModelDirectory directory, ModelPool pool, DownloadOptions downloads) {
        this.store = store;
        this.resolver = resolver;
        this.directory = directory;
        this.pool = pool;
        this.downloads = downloads;
        this.blobs = new Blobs(store);
        this.creator = new ModelCreator(store, directory, cards);
    }

    public ModelStore store() {
        return store;
    }

    public ModelDirectory directory() {
        return directory;
    }

    /** All models that can be read, newest first; one that is damaged does not hide the others. */
    public List<ServedModel> list() {
        List<ServedModel> models = new ArrayList<>();
        for (StoredModel stored : store.list().models()) {
            try {
                models.add(ServedModel.of(store, stored));
            } catch (DamagedStoreException e) {
                System.getLogger(ModelLibrary.class.getName()).log(System.Logger.Level.WARNING, e.getMessage());
            }
        }
        return models;
    }

    /** @throws ApiException if its file can't be read */
    public ModelCard card(ServedModel model) {
        return cards.of(model);
    }

    /** As {@link #card}, but of a model whose file can't be read what its config says: it must not hide others in a list. */
    public ModelCard cardInList(ServedModel model) {
        try {
            return cards.of(model);
        } catch (ApiException e) {
            System.getLogger(ModelLibrary.class.getName()).log(System.Logger.Level.WARNING, e.getMessage());
            ModelDetails details = model.details();
            return new ModelCard(
                    details.configText("model_family").orElse("unknown"),
                    0,
                    details.configText("model_type").orElse("unknown"),
                    details.configText("file_type").orElse("unknown"),
                    OptionalInt.empty(),
                    OptionalInt.empty(),
                    List.of(),
                    Optional.empty());
        }
    }

    /**
     * Begins to bring a model into the store.
     *
     * @param insecure whether its host may be at a private address, and speak plain HTTP on this machine
     */
    public PullJob startPull(String name, boolean insecure) {
        requirePullable(name);
        DownloadOptions options = insecure ? downloads.trusting(parse(name).host()) : downloads;
        return new PullJob((listener, cancellation) -> pull(name, options, listener, cancellation));
    }

    /** @throws ApiException if the text names nothing that could be pulled */
    public void requirePullable(String name) {
        try {
            if (ModelReference.parse(name) instanceof ModelReference.LocalModel) {
                throw new InvalidNameException(name, "it is a path");
            }
        } catch (InvalidNameException e) {
            throw invalidName(e);
        }
    }

    private void pull(String name, DownloadOptions options, PullListener listener, Cancellation cancellation) {
        transfer(() -> new Puller(store, options).pull(resolver.plan(name), listener, cancellation));
    }

    private static void transfer(Runnable work) {
        try {
            work.run();
        } catch (CancelledException e) {
            throw new ApiException(Kind.CLIENT_GONE, "request canceled", e);
        } catch (InvalidNameException e) {
            throw invalidName(e);
        } catch (NotEnoughSpaceException e) {
            throw new ApiException(Kind.INTERNAL, e.getMessage(), e);
        } catch (StoreException e) {
            throw new ApiException(Kind.UPSTREAM, e.getMessage().strip().replaceAll("\\s*\\R\\s*", "; "), e);
        }
    }

    /** Blobs that clients bring. */
    public Blobs blobs() {
        return blobs;
    }

    /** @throws ApiException if the model can't be made so */
    public void check(String name, ModelRecipe recipe) {
        creator.check(name, recipe);
        missing(recipe).ifPresent(this::requirePullable);
    }

    /** The model that a recipe begins with, where it must be pulled first. */
    public Optional<String> missing(ModelRecipe recipe) {
        return recipe.from().filter(name -> directory.find(name).isEmpty());
    }

    /**
     * Makes a model; a model of this name is replaced. {@code progress} hears each step.
     *
     * @throws ApiException if the recipe is wrong, or the store can't be read or written
     */
    public void create(String name, ModelRecipe recipe, Progress progress) throws IOException {
        try {
            creator.create(name, recipe, new ModelCreator.Progress() {
                @Override
                public void status(String text) throws IOException {
                    progress.on(text, OptionalLong.empty(), 0);
                }

                @Override
                public void done(String text, long done, long total) throws IOException {
                    progress.on(text, OptionalLong.of(done), total);
                }
            });
        } catch (StoreException e) {
            throw new ApiException(Kind.INTERNAL, e.getMessage(), e);
        }
    }

    /** Told each step of making a model. */
    @FunctionalInterface
    public interface Progress {
        /** @param done how much of {@code total} is done, of a long step; empty where a step begins */
        void on(String status, OptionalLong done, long total) throws IOException;
    }

    /**
     * Begins to bring a model to the registry that its name says.
     *
     * @param insecure whether its host may be at a private address, and speak plain HTTP on this machine
     * @throws ApiException if there is no such model
     */
    public PullJob startPush(String name, boolean insecure) {
        ModelName stored = directory.require(name).stored().name();
        if (ModelReference.parse(name) instanceof ModelReference.HubModel) {
            throw ApiException.unsupported("model", name, "Hugging Face takes no models this way; copy it to the name of a registry");
        }
        DownloadOptions options = insecure ? downloads.trusting(stored.host()) : downloads;
        return new PullJob((listener, cancellation) ->
                transfer(() -> new Pusher(store, options).push(stored, listener, cancellation)));
    }

    /** Gives a model a second name. */
    public void copy(String from, String to) {
        ServedModel source = directory.require(from);
        store.copy(source.stored().name(), parse(to));
    }

    /** Removes a name, and what no other name needs; unloads it first. */
    public void delete(String name) {
        ServedModel model = directory.require(name);
        pool.unload(model);
        store.remove(model.stored().name());
    }

    /** The name of a model that need not exist. */
    public static ModelName parse(String name) {
        try {
            return ModelName.parse(name);
        } catch (InvalidNameException e) {
            throw invalidName(e);
        }
    }

    private static ApiException invalidName(InvalidNameException e) {
        return new ApiException(Kind.INVALID_REQUEST, "invalid model name", e);
    }
}
