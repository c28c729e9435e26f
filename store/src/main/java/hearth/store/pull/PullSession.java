package hearth.store.pull;

import hearth.store.Cancellation;
import hearth.store.Digest;
import hearth.store.Layer;
import hearth.store.ModelStore;
import hearth.store.fetch.Downloader;
import hearth.store.fetch.Fetched;
import hearth.store.fetch.TransferProgress;
import hearth.store.fetch.Wanted;
import hearth.store.fetch.WebClient;
import java.io.IOException;
import java.nio.file.Files;
import java.util.Optional;

/** What the sources of one pull share. */
record PullSession(ModelStore store, WebClient web, Downloader downloader, PullListener listener, Cancellation cancellation)
        implements TransferProgress {

    void status(String text) {
        listener.on(new PullEvent.Status(text));
    }

    /** Downloads a file unless the store has it; a blob of the right size with a wrong content is replaced. */
    Fetched fetch(Wanted wanted) {
        if (wanted.digest().isPresent() && wanted.sizeBytes().isPresent()) {
            Layer layer = new Layer("", wanted.digest().get(), wanted.sizeBytes().getAsLong());
            if (store.isSound(layer, (_, _, _) -> {}, cancellation)) {
                downloader.tidy(layer.digest());
                transferred(wanted.label(), layer.sizeBytes(), layer.sizeBytes());
                return new Fetched(layer.digest(), layer.sizeBytes());
            }
        }
        return downloader.fetch(wanted, this, cancellation);
    }

    /** Whether there is a blob of this digest; its content is not looked at. */
    boolean has(Optional<Digest> digest) {
        return digest.isPresent() && Files.isRegularFile(store.layout().blob(digest.get()));
    }

    /** Throws unless there is room for {@code byteCount} more bytes. */
    void requireSpace(long byteCount) {
        try {
            downloader.prepare();
            downloader.space().require(byteCount);
        } catch (IOException e) {
            throw downloader.space().explain(e, byteCount);
        }
    }

    @Override
    public void transferred(String label, long completedBytes, long totalBytes) {
        listener.on(new PullEvent.Progress(label, completedBytes, totalBytes));
    }

    @Override
    public void verifying(String label) {
        status("verifying sha256 digest");
    }

    @Override
    public void waiting(String label) {
        status("waiting for another download of " + label);
    }

}
