package hearth.store.pull;

import hearth.store.Digest;
import hearth.store.ModelName;
import hearth.store.ModelReference.HubModel;
import hearth.store.StoreException;
import hearth.store.fetch.Fetched;
import hearth.store.fetch.Wanted;
import java.util.Optional;
import java.util.OptionalLong;

/** Pulls one GGUF file of a Hugging Face repository, found through the hub's list of files. */
final class HubSource implements Source {
    @Override
    public byte[] fetch(ModelName name, PullSource wanted, PullSession session) {
        HubModel model = (HubModel) wanted.reference();
        HubClient hub = new HubClient(session.web());
        String repository = model.organisation() + "/" + model.repository();
        session.status("pulling file list");
        HubFile file = HubFile.choose(hub.files(repository, session.cancellation()), model.selector());
        if (wanted.digest().isPresent() && file.digest().isPresent() && !wanted.digest().equals(file.digest())) {
            throw new StoreException("the hub offers another file than expected");
        }
        Optional<Digest> digest = wanted.digest().or(file::digest);
        String label = digest.map(Digest::shortHex).orElse(file.fileName());
        Fetched fetched = session.fetch(
                new Wanted(hub.address(repository, file), hub.headers(), digest, OptionalLong.of(file.sizeBytes()), label));
        return WeightsManifest.write(session.store(), fetched, model.text());
    }
}
