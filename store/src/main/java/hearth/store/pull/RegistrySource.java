package hearth.store.pull;

import hearth.store.Layer;
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
        RegistryClient registry = new RegistryClient(session.web(), access);
        session.status("pulling manifest");
        byte[] bytes = registry.manifest(remote, session.cancellation());
        Manifest manifest = RegistryClient.parse(bytes, remote);
        Layer weights = RegistryClient.weights(manifest);
        if (wanted.digest().isPresent() && !wanted.digest().get().equals(weights.digest())) {
            throw new StoreException("the registry offers other weights than expected");
        }
        // Largest first: when something is wrong with the weights nothing else need be fetched.
        LinkedHashSet<Layer> blobs = new LinkedHashSet<>();
        manifest.blobs().sorted((a, b) -> Long.compare(b.sizeBytes(), a.sizeBytes())).forEach(blobs::add);
        session.requireSpace(blobs.stream().filter(layer -> !isThere(layer, session)).mapToLong(Layer::sizeBytes).sum());
        for (Layer layer : blobs) {
            fetch(layer, remote, registry, session);
        }
        return bytes;
    }

    /** A token may expire while a large blob is on its way; what has arrived of it is kept. */
    private void fetch(Layer layer, ModelName remote, RegistryClient registry, PullSession session) {
        URI uri = registry.blob(remote, layer.digest());
        while (true) {
            try {
                session.fetch(new Wanted(uri, access.headers(remote), Optional.of(layer.digest()),
                        OptionalLong.of(layer.sizeBytes()), layer.digest().shortHex()));
                access.accepted(remote);
                return;
            } catch (FetchException e) {
                registry.logIn(uri, remote, e, session.cancellation());
            }
        }
    }

    private static boolean isThere(Layer layer, PullSession session) {
        return Files.isRegularFile(session.store().layout().blob(layer.digest()));
    }
}
