package hearth.store.pull;

import hearth.store.Digest;
import hearth.store.ModelName;
import hearth.store.ModelReference.HubModel;
import hearth.store.StoreException;
import hearth.store.fetch.Fetched;
import hearth.store.fetch.Wanted;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** Pulls a GGUF file of a Hugging Face repository, or all parts of a split one, found through the hub's list of files. */
final class HubSource implements Source {
    @Override
    public byte[] fetch(ModelName name, PullSource wanted, PullSession session) {
        HubModel model = (HubModel) wanted.reference();
        HubClient hub = new HubClient(session.web());
        String repository = model.organisation() + "/" + model.repository();
        session.status("pulling file list");
        List<HubFile> files = hub.files(repository, session.cancellation());
        List<HubFile> parts = HubFile.choose(files, model.selector()).parts(files);
        if (wanted.digest().isPresent() && (parts.size() > 1
                || parts.getFirst().digest().isPresent() && !wanted.digest().equals(parts.getFirst().digest()))) {
            throw new StoreException("the hub offers another file than expected");
        }
        requireSpaceForOthers(parts, session);
        List<Fetched> fetched = new ArrayList<>();
        for (HubFile part : parts) {
            Optional<Digest> digest = wanted.digest().or(part::digest);
            String label = digest.map(Digest::shortHex).orElse(part.fileName());
            fetched.add(session.fetch(new Wanted(hub.address(repository, part), hub.headers(), digest, OptionalLong.of(part.sizeBytes()), label)));
        }
        return WeightsManifest.write(session.store(), fetched, model.text()).toBytes();
    }

    /** A disk too small for all parts is told before the first; that one, which may have begun to arrive, is checked when it is fetched. */
    private static void requireSpaceForOthers(List<HubFile> parts, PullSession session) {
        long bytes = parts.stream().filter(part -> !session.has(part.digest())).skip(1).mapToLong(HubFile::sizeBytes).sum();
        if (bytes > 0) {
            session.requireSpace(bytes);
        }
    }
}
