package hearth.server;

import hearth.server.access.TokenRegister;
import hearth.server.model.ModelDirectory;
import hearth.server.model.ModelLoader;
import hearth.server.model.PoolOptions;
import hearth.store.DownloadOptions;
import hearth.store.ModelStore;
import hearth.store.pull.ModelResolver;
import java.time.Clock;
import java.util.function.Consumer;

/**
 * What a server is made of.
 *
 * @param directory of the models that calls may name
 * @param loader brings them into memory
 * @param version of the program
 * @param log takes one line for each answered request
 * @param mount what another module adds
 * @param issued tokens made while a server ran; they count beside those of the options
 */
public record ServerParts(
        ModelStore store,
        ModelResolver resolver,
        ModelDirectory directory,
        ModelLoader loader,
        PoolOptions pool,
        DownloadOptions downloads,
        String version,
        Clock clock,
        Consumer<String> log,
        Mount mount,
        TokenRegister issued) {
    /** Without tokens of its own. */
    public ServerParts(
            ModelStore store,
            ModelResolver resolver,
            ModelDirectory directory,
            ModelLoader loader,
            PoolOptions pool,
            DownloadOptions downloads,
            String version,
            Clock clock,
            Consumer<String> log,
            Mount mount) {
        this(store, resolver, directory, loader, pool, downloads, version, clock, log, mount, TokenRegister.none());
    }

    /** Without anything added. */
    public ServerParts(
            ModelStore store,
            ModelResolver resolver,
            ModelDirectory directory,
            ModelLoader loader,
            PoolOptions pool,
            DownloadOptions downloads,
            String version,
            Clock clock,
            Consumer<String> log) {
        this(store, resolver, directory, loader, pool, downloads, version, clock, log, Mount.NONE);
    }
}
