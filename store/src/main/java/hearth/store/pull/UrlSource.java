package hearth.store.pull;

import hearth.store.Digest;
import hearth.store.ModelName;
import hearth.store.ModelReference.UrlModel;
import hearth.store.fetch.Fetched;
import hearth.store.fetch.Wanted;
import java.util.Map;
import java.util.OptionalLong;

/** Pulls one GGUF file from a web address. */
final class UrlSource implements Source {
    @Override
    public byte[] fetch(ModelName name, PullSource wanted, PullSession session) {
        UrlModel model = (UrlModel) wanted.reference();
        String label = wanted.digest().map(Digest::shortHex).orElse(name.model());
        Fetched fetched = session.fetch(new Wanted(model.uri(), Map.of(), wanted.digest(), OptionalLong.empty(), label));
        return WeightsManifest.write(session.store(), fetched, model.text());
    }
}
