package hearth.cli;

import hearth.store.DownloadOptions;
import hearth.store.ModelStore;
import hearth.store.StoreRoots;
import hearth.store.pull.Catalogue;
import hearth.store.pull.ModelResolver;
import hearth.studio.mcp.McpOptions;
import java.nio.file.Path;

/** What several commands need, made when first asked for: {@code --version} must not pay for a store. */
final class Services {
    private final CommandIo io;
    private final BuildInfo build;
    private ModelStore store;
    private Catalogue catalogue;

    Services(CommandIo io, BuildInfo build) {
        this.io = io;
        this.build = build;
    }

    CommandIo io() {
        return io;
    }

    BuildInfo build() {
        return build;
    }

    /** The user's home folder; {@code HOME} before Java's own idea of it, which ignores the variable. */
    Path home() {
        String home = io.variables().get("HOME");
        return Path.of(home == null || home.isBlank() ? System.getProperty("user.home") : home);
    }

    ModelStore store() {
        if (store == null) {
            store = ModelStore.open(StoreRoots.choose(io.variables(), home()));
        }
        return store;
    }

    /** Copies that {@code hearth pack} made. */
    StoredPackedCopies packedCopies() {
        return new StoredPackedCopies(store(), line -> io.err().println("Warning: " + line));
    }

    Catalogue catalogue() {
        if (catalogue == null) {
            catalogue = Catalogue.builtIn();
        }
        return catalogue;
    }

    ModelResolver resolver() {
        return new ModelResolver(store(), catalogue(), home());
    }

    ModelLocator locator() {
        return new ModelLocator(this);
    }

    Pulling pulling() {
        return new Pulling(this, downloadOptions());
    }

    DownloadOptions downloadOptions() {
        return DownloadOptions.of(io.variables());
    }

    /** Where MCP servers are named. */
    McpOptions mcp() {
        return McpOptions.of(home(), build.version());
    }

    /** Name of the model that {@code run} takes when told none. */
    String defaultModel() {
        return catalogue().defaultModel().name().display();
    }
}
