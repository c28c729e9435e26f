package hearth.studio.documents;

import hearth.documents.DocumentsException;
import hearth.documents.LibraryKind;
import hearth.documents.library.Libraries;
import hearth.documents.library.LibraryOptions;
import hearth.documents.prompt.ContextBuilder;
import hearth.server.Mount;
import hearth.server.call.ApiException;
import hearth.server.model.ModelDirectory;
import hearth.server.model.ModelPool;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;

/** The libraries while the server runs; nothing of them is loaded before they are used first. Thread-safe. */
public final class DocumentService implements Mount.Tenant {
    private final Path folder;
    private final ModelDirectory directory;
    private final Clock clock;
    private ModelPool models;
    private Libraries libraries;

    /** @param folder where libraries are kept */
    public DocumentService(Path folder, ModelDirectory directory, Clock clock) {
        this.folder = folder;
        this.directory = directory;
        this.clock = clock;
    }

    @Override
    public synchronized void begin(ModelPool pool) {
        models = pool;
    }

    synchronized Libraries libraries() {
        if (libraries == null) {
            libraries = new Libraries(folder, LibraryOptions.defaults(), new PoolEmbedders(directory, models()), clock);
        }
        return libraries;
    }

    /** Removes the attachments of a conversation that was deleted; a library the user made stays, whatever a conversation says. */
    public void release(String library) throws IOException {
        try {
            if (libraries().info(library).kind() == LibraryKind.CHAT) {
                libraries().delete(library);
            }
        } catch (DocumentsException e) {
            if (e.kind() != DocumentsException.Kind.NOT_FOUND) {
                // The conversation is gone all the same; the page Documents shows what is left.
                System.getLogger(DocumentService.class.getName()).log(System.Logger.Level.WARNING, "attachments were not removed", e);
            }
        }
    }

    ContextBuilder contexts() {
        return new ContextBuilder(libraries());
    }

    synchronized ModelPool models() {
        if (models == null) {
            throw ApiException.overloaded("the server is not running", 1);
        }
        return models;
    }

    ModelDirectory directory() {
        return directory;
    }

    @Override
    public void end() {
        Libraries used;
        synchronized (this) {
            used = libraries;
            libraries = null;
            models = null;
        }
        if (used != null) {
            used.close();
        }
    }
}
