package hearth.store.push;

import hearth.store.Layer;
import hearth.store.StoreException;
import hearth.store.fetch.Answer;
import hearth.store.fetch.FetchException;
import hearth.store.fetch.WebClient;
import hearth.store.pull.PullEvent;
import hearth.store.pull.PullListener;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;

/** Uploads blobs in pieces, as registries of Docker take them. An upload that breaks begins anew. */
final class BlobUpload {
    private static final byte[] NOTHING = {};
    private static final String RANGE = "Range";

    private final Pusher.Registry registry;
    private final int pieceBytes;
    private final PullListener listener;

    BlobUpload(Pusher.Registry registry, int pieceBytes, PullListener listener) {
        this.registry = registry;
        this.pieceBytes = pieceBytes;
        this.listener = listener;
    }

    /** Uploads a blob unless the registry has it. */
    void upload(Layer layer, Path file) {
        if (!isThere(layer)) {
            registry.retrying(() -> {
                send(layer, file);
                return null;
            });
        }
        progress(layer, layer.sizeBytes());
    }

    private boolean isThere(Layer layer) {
        URI uri = registry.at("blobs/" + layer.digest());
        return registry.retrying(() -> {
            try (Answer answer = registry.send("HEAD", uri, Map.of(), NOTHING)) {
                WebClient.requireStatus(answer, "blob " + layer.digest().shortHex(), Set.of(200, 404));
                return answer.status() == 200;
            }
        });
    }

    private void send(Layer layer, Path file) {
        progress(layer, 0);
        URI place;
        try (Answer answer = registry.send("POST", registry.at("blobs/uploads/"), Map.of(), NOTHING)) {
            WebClient.requireStatus(answer, "upload", Set.of(200, 201, 202));
            if (answer.status() == 201) {
                return; // it was there after all, below another name
            }
            place = registry.next(answer);
        }
        try (InputStream in = Files.newInputStream(file)) {
            long sent = 0;
            while (sent < layer.sizeBytes()) {
                byte[] piece = in.readNBytes((int) Math.min(pieceBytes, layer.sizeBytes() - sent));
                if (piece.length == 0) {
                    throw new StoreException("blob " + layer.digest().shortHex() + " became shorter while it was read");
                }
                place = patch(place, piece, sent);
                sent += piece.length;
                progress(layer, sent);
            }
        } catch (IOException e) {
            throw new StoreException("cannot read blob " + layer.digest().shortHex(), e);
        }
        commit(place, layer);
    }

    private URI patch(URI place, byte[] piece, long start) {
        long last = start + piece.length - 1;
        Map<String, String> headers = Map.of("Content-Type", "application/octet-stream", "Content-Range", start + "-" + last);
        try (Answer answer = registry.send("PATCH", place, headers, piece)) {
            WebClient.requireStatus(answer, "upload", Set.of(200, 202, 204));
            String received = answer.headers().firstValue(RANGE).orElse("0-" + last);
            if (!received.endsWith("-" + last)) {
                throw FetchException.passing("the registry took another part of the upload than was sent", null);
            }
            return registry.next(answer);
        }
    }

    private void commit(URI place, Layer layer) {
        String separator = place.getRawQuery() == null ? "?" : "&";
        URI uri = URI.create(place + separator + "digest=" + layer.digest());
        try (Answer answer = registry.send("PUT", uri, Map.of(), NOTHING)) {
            WebClient.requireStatus(answer, "upload", Set.of(200, 201, 202, 204));
        }
    }

    private void progress(Layer layer, long bytes) {
        listener.on(new PullEvent.Progress(layer.digest().shortHex(), bytes, layer.sizeBytes()));
    }
}
