package hearth.store.pull;

import hearth.store.DamagedStoreException;
import hearth.store.Layer;
import hearth.store.LayerKind;
import hearth.store.Manifest;
import hearth.store.ModelName;
import hearth.store.ModelReference.RegistryModel;
import hearth.store.StoreException;
import hearth.store.fetch.FetchException;
import hearth.store.fetch.RegistryAccess;
import hearth.store.fetch.Wanted;
import java.net.URI;
import java.nio.file.Files;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/** Pulls from an Ollama-compatible registry: its manifest byte for byte, then each blob it names. */
final class RegistrySource implements Source {
    private final RegistryAccess access;

    RegistrySource(RegistryAccess access) {
        this.access = access;
    }

    @Override
    public byte[] fetch(ModelName name, PullSource wanted, PullSession session) {
        ModelName remote = ((RegistryModel) wanted.reference()).name();
        URI base = RegistryAccess.baseUri(remote, session.web().options());
        byte[] bytes = manifest(base, remote, session);
        Manifest manifest = parse(bytes, remote);
        if (manifest.layer(LayerKind.TENSOR).isPresent()) {
            throw new StoreException("the model is stored tensor by tensor; only GGUF weights can be run");
        }
        Layer weights = manifest.layer(LayerKind.MODEL)
                .orElseThrow(() -> new StoreException("the registry's model has no weights"));
        if (wanted.digest().isPresent() && !wanted.digest().get().equals(weights.digest())) {
            throw new StoreException("the registry offers other weights than expected");
        }
        // Largest first: when something is wrong with the weights nothing else need be fetched.
        LinkedHashSet<Layer> blobs = new LinkedHashSet<>();
        manifest.blobs().sorted((a, b) -> Long.compare(b.sizeBytes(), a.sizeBytes())).forEach(blobs::add);
        session.requireSpace(blobs.stream().filter(layer -> !isThere(layer, session)).mapToLong(Layer::sizeBytes).sum());
        for (Layer layer : blobs) {
            session.fetch(new Wanted(URI.create(base + "blobs/" + layer.digest()), access.headers(remote), Optional.of(layer.digest()),
                    OptionalLong.of(layer.sizeBytes()), layer.digest().shortHex()));
        }
        return bytes;
    }

    /** What the registry sends is no damage of our store, which would be worth a repair. */
    private static Manifest parse(byte[] bytes, ModelName remote) {
        try {
            Manifest manifest = Manifest.parse(bytes, remote.display());
            manifest.sizeBytes();
            return manifest;
        } catch (DamagedStoreException e) {
            throw new StoreException("the registry's " + e.getMessage(), e);
        }
    }

    private byte[] manifest(URI base, ModelName remote, PullSession session) {
        URI uri = URI.create(base + "manifests/" + remote.tag());
        session.status("pulling manifest");
        for (boolean loggedIn = false; ; loggedIn = true) {
            Map<String, String> headers = access.headers(remote);
            headers.put("Accept", Manifest.MEDIA_TYPE);
            try {
                return session.web().getBytes(uri, headers, Manifest.MAX_BYTES, "manifest", session.cancellation());
            } catch (FetchException e) {
                if (e.status() == 404) {
                    throw new StoreException("pull model manifest: file does not exist", e);
                }
                if (e.status() != 401 || loggedIn) {
                    throw e;
                }
                access.logIn(uri, remote, session.web(), session.cancellation());
            }
        }
    }

    private static boolean isThere(Layer layer, PullSession session) {
        return Files.isRegularFile(session.store().layout().blob(layer.digest()));
    }
}
