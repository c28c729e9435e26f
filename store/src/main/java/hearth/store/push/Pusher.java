package hearth.store.push;

import hearth.store.Cancellation;
import hearth.store.DownloadOptions;
import hearth.store.Layer;
import hearth.store.Manifest;
import hearth.store.ModelName;
import hearth.store.ModelStore;
import hearth.store.StoreException;
import hearth.store.StoredModel;
import hearth.store.fetch.Answer;
import hearth.store.fetch.FetchException;
import hearth.store.fetch.HostResolver;
import hearth.store.fetch.RegistryAccess;
import hearth.store.fetch.WebClient;
import hearth.store.pull.PullEvent;
import hearth.store.pull.PullListener;
import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.nio.file.Files;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;

/**
 * Brings a model of the store to the registry that its name says: each blob that is not there yet, in pieces, then the manifest, byte
 * for byte. What fails halfway leaves no manifest, so nobody pulls half a model.
 */
public final class Pusher {
    private final ModelStore store;
    private final DownloadOptions options;
    private final HostResolver resolver;

    /** @param options also how much of a blob is sent at once, and which hosts the user vouched for */
    public Pusher(ModelStore store, DownloadOptions options) {
        this(store, options, InetAddress::getAllByName);
    }

    Pusher(ModelStore store, DownloadOptions options, HostResolver resolver) {
        this.store = store;
        this.options = options;
        this.resolver = resolver;
    }

    /**
     * Pushes.
     *
     * @throws hearth.store.ModelNotFoundException if the store has no such model
     * @throws StoreException if the registry does not take it
     * @throws hearth.store.CancelledException after {@link Cancellation#cancel}
     */
    public void push(ModelName name, PullListener listener, Cancellation cancellation) {
        StoredModel model = store.require(name);
        listener.on(new PullEvent.Status("retrieving manifest"));
        RegistryAccess access = new RegistryAccess();
        try (WebClient web = new WebClient(options, resolver)) {
            Registry registry = new Registry(model.name(), RegistryAccess.baseUri(model.name(), options), access, web, cancellation);
            BlobUpload uploads = new BlobUpload(registry, options.partBytes(), listener);
            for (Layer layer : new LinkedHashSet<>(model.manifest().blobs().toList())) {
                uploads.upload(layer, store.blob(model, layer));
            }
            listener.on(new PullEvent.Status("pushing manifest"));
            putManifest(registry, model);
        }
        listener.on(new PullEvent.Status("success"));
    }

    private void putManifest(Registry registry, StoredModel model) {
        byte[] bytes;
        try {
            // The bytes as they are: the registry's model has the same id.
            bytes = Files.readAllBytes(store.layout().manifest(model.name()));
        } catch (IOException e) {
            throw new StoreException("cannot read the manifest of " + model.name(), e);
        }
        URI uri = registry.at("manifests/" + model.name().tag());
        registry.retrying(() -> {
            try (Answer answer = registry.send("PUT", uri, Map.of("Content-Type", Manifest.MEDIA_TYPE), bytes)) {
                WebClient.requireStatus(answer, "manifest", Set.of(200, 201, 202));
                return null;
            }
        });
    }

    /** A model's place in a registry. */
    record Registry(ModelName name, URI base, RegistryAccess access, WebClient web, Cancellation cancellation) {
        URI at(String path) {
            return URI.create(base + path);
        }

        <T> T retrying(WebClient.Try<T> action) {
            return web.retrying(cancellation, action);
        }

        /** Sends with the login, which is made when the registry asks for one; a place elsewhere gets none. */
        Answer send(String method, URI uri, Map<String, String> headers, byte[] body) {
            while (true) {
                Answer answer = web.send(method, uri, headers(uri, headers), body, cancellation);
                boolean refused = isOwn(uri)
                        && (answer.status() == 401 || answer.status() == 403 && access.canTryAnother(name));
                if (!refused) {
                    if (isOwn(uri) && answer.status() < 400) {
                        access.accepted(name);
                    }
                    return answer;
                }
                String challenge = answer.headers().firstValue("WWW-Authenticate").orElse("");
                answer.close();
                access.logIn(base, challenge, name, web, cancellation);
            }
        }

        private Map<String, String> headers(URI uri, Map<String, String> more) {
            Map<String, String> headers = isOwn(uri) ? access.headers(name) : new java.util.LinkedHashMap<>();
            headers.putAll(more);
            return headers;
        }

        private boolean isOwn(URI uri) {
            return base.getScheme().equals(uri.getScheme()) && base.getAuthority().equalsIgnoreCase(uri.getRawAuthority());
        }

        /** Where an upload goes on, as an answer says. */
        URI next(Answer answer) {
            String location = answer.headers().firstValue("Docker-Upload-Location")
                    .or(() -> answer.headers().firstValue("Location"))
                    .orElseThrow(() -> FetchException.fatal("the registry does not say where to upload"));
            try {
                return answer.uri().resolve(location);
            } catch (IllegalArgumentException e) {
                throw FetchException.fatal("the registry names an upload address that is none");
            }
        }
    }
}
