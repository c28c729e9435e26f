package hearth.store.pull;

import hearth.store.Cancellation;
import hearth.store.DamagedStoreException;
import hearth.store.Digest;
import hearth.store.Layer;
import hearth.store.LayerKind;
import hearth.store.Manifest;
import hearth.store.ModelName;
import hearth.store.StoreException;
import hearth.store.fetch.FetchException;
import hearth.store.fetch.RegistryAccess;
import hearth.store.fetch.WebClient;
import java.net.URI;
import java.util.Map;

/** What an Ollama-compatible registry is asked: manifests, and where blobs are. */
final class RegistryClient {
    private final WebClient web;
    private final RegistryAccess access;

    RegistryClient(WebClient web, RegistryAccess access) {
        this.web = web;
        this.access = access;
    }

    /** The manifest's bytes. */
    byte[] manifest(ModelName remote, Cancellation cancellation) {
        URI uri = URI.create(RegistryAccess.baseUri(remote, web.options()) + "manifests/" + remote.tag());
        while (true) {
            Map<String, String> headers = access.headers(remote);
            headers.put("Accept", Manifest.MEDIA_TYPE);
            try {
                byte[] bytes = web.getBytes(uri, headers, Manifest.MAX_BYTES, "manifest", cancellation);
                access.accepted(remote);
                return bytes;
            } catch (FetchException e) {
                if (e.status() == 404) {
                    throw new StoreException("pull model manifest: file does not exist", e);
                }
                logIn(uri, remote, e, cancellation);
            }
        }
    }

    /** Logs in after a refusal; any other failure goes on. */
    void logIn(URI refused, ModelName remote, FetchException e, Cancellation cancellation) {
        if (e.status() != 401 && !(e.status() == 403 && access.canTryAnother(remote))) {
            throw e;
        }
        access.logIn(refused, remote, web, cancellation);
    }

    /** What the registry sends is no damage of our store, which would be worth a repair. */
    static Manifest parse(byte[] bytes, ModelName remote) {
        try {
            Manifest manifest = Manifest.parse(bytes, remote.display());
            manifest.sizeBytes();
            return manifest;
        } catch (DamagedStoreException e) {
            throw new StoreException("the registry's " + e.getMessage(), e);
        }
    }

    /** The layer of the GGUF weights. */
    static Layer weights(Manifest manifest) {
        if (manifest.layer(LayerKind.TENSOR).isPresent()) {
            throw new StoreException("the model is stored tensor by tensor; only GGUF weights can be run");
        }
        return manifest.layer(LayerKind.MODEL).orElseThrow(() -> new StoreException("the registry's model has no weights"));
    }

    /** Where a blob is. */
    URI blob(ModelName remote, Digest digest) {
        return URI.create(RegistryAccess.baseUri(remote, web.options()) + "blobs/" + digest);
    }
}
