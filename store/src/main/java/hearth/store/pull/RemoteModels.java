package hearth.store.pull;

import hearth.format.InvalidModelException;
import hearth.format.gguf.GgufFile;
import hearth.store.Cancellation;
import hearth.store.CancelledException;
import hearth.store.DownloadOptions;
import hearth.store.InvalidNameException;
import hearth.store.Layer;
import hearth.store.ModelName;
import hearth.store.ModelReference;
import hearth.store.StoreException;
import hearth.store.fetch.HostResolver;
import hearth.store.fetch.RegistryAccess;
import hearth.store.fetch.RemoteHead;
import hearth.store.fetch.Wanted;
import hearth.store.fetch.WebClient;
import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What can be known of models before a download: search in the hub, files of a repository, the header of one file. Addresses pass the
 * same rules as downloads. Gives up soon: a person waits. Thread-safe.
 */
public final class RemoteModels implements AutoCloseable {
    private static final Duration CONNECT = Duration.ofMillis(900);
    private static final Duration ANSWER = Duration.ofSeconds(10);
    private static final int MAX_RESULTS = 30;

    private final WebClient web;

    /** With the usual options' hosts, proxies and tokens. */
    public RemoteModels(DownloadOptions options) {
        this(options, InetAddress::getAllByName);
    }

    RemoteModels(DownloadOptions options, HostResolver resolver) {
        this.web = new WebClient(
                new DownloadOptions(CONNECT, ANSWER, ANSWER, 1, options.backoff(), 1, options.partBytes(), options.spareBytes(),
                        options.trustedHosts(), options.environment()),
                resolver);
    }

    /**
     * Repositories with GGUF files.
     *
     * @throws StoreException if the hub can't be asked; the message is one line for people
     */
    public List<HubRepository> search(String words, Cancellation cancellation) {
        return new HubClient(web).search(words, MAX_RESULTS, cancellation);
    }

    /**
     * The weights in a repository, smallest first.
     *
     * @param repository OWNER/NAME
     * @throws InvalidNameException if it has another form
     * @throws StoreException if the hub can't be asked, or there is no such repository
     */
    public List<RemoteFile> files(String repository, Cancellation cancellation) {
        if (!HubClient.isRepository(repository)) {
            throw new InvalidNameException(repository, "expected OWNER/NAME");
        }
        HubClient hub = new HubClient(web);
        List<HubFile> all = hub.files(repository, cancellation);
        List<RemoteFile> found = new ArrayList<>();
        for (HubFile file : all) {
            if (file.isWeights()) {
                found.add(new RemoteFile(file.path(), file.sizeBytes(), file.quantization().orElse(""),
                        file.reference(repository, all, hub.address(repository, file)), file.isPiece()));
            }
        }
        found.sort(Comparator.comparingLong(RemoteFile::sizeBytes).thenComparing(RemoteFile::path));
        return found;
    }

    /**
     * The header of the file that a pull would bring; the sources of the plan are tried in their order.
     *
     * @throws StoreException if no source gives one; the message says why
     */
    public RemoteHeader header(PullPlan plan, Cancellation cancellation) {
        List<String> reasons = new ArrayList<>();
        for (PullSource source : plan.sources()) {
            try {
                return header(source.reference(), cancellation);
            } catch (CancelledException e) {
                throw e;
            } catch (StoreException | InvalidModelException e) {
                reasons.add(e.getMessage());
            }
        }
        throw new StoreException(String.join("; ", reasons));
    }

    private RemoteHeader header(ModelReference reference, Cancellation cancellation) {
        Wanted wanted = switch (reference) {
            case ModelReference.HubModel model -> wanted(model, cancellation);
            case ModelReference.RegistryModel model -> wanted(model.name(), cancellation);
            case ModelReference.UrlModel model -> new Wanted(
                    model.uri(), Map.of(), Optional.empty(), OptionalLong.empty(), model.uri().getPath().replaceFirst(".*/", ""));
            case ModelReference.PipModel _ -> throw new StoreException("weights inside Python packages can't be looked at before the download");
            case ModelReference.LocalModel _ -> throw new StoreException("a path is nothing to download");
        };
        RemoteHead head = RemoteHead.open(web, wanted, cancellation);
        // Reading the header fetches it.
        try (GgufFile file = GgufFile.open(List.of(head))) {
            return new RemoteHeader(reference.text(), wanted.label(), file.byteSize(), head.fetched());
        }
    }

    private Wanted wanted(ModelReference.HubModel model, Cancellation cancellation) {
        HubClient hub = new HubClient(web);
        String repository = model.organisation() + "/" + model.repository();
        HubFile file = HubFile.choose(hub.files(repository, cancellation), model.selector());
        return new Wanted(hub.address(repository, file), hub.headers(), Optional.empty(), OptionalLong.of(file.sizeBytes()), file.fileName());
    }

    private Wanted wanted(ModelName name, Cancellation cancellation) {
        RegistryAccess access = new RegistryAccess();
        RegistryClient registry = new RegistryClient(web, access);
        Layer weights = RegistryClient.weights(RegistryClient.parse(registry.manifest(name, cancellation), name));
        return new Wanted(registry.blob(name, weights.digest()), access.headers(name), Optional.of(weights.digest()),
                OptionalLong.of(weights.sizeBytes()), name.display());
    }

    @Override
    public void close() {
        web.close();
    }
}
