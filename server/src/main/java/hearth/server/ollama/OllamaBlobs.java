package hearth.server.ollama;

import hearth.server.call.ApiException;
import hearth.server.call.ApiException.Kind;
import hearth.server.http.Exchange;
import hearth.server.library.ModelLibrary;
import hearth.store.Digest;
import hearth.store.InvalidNameException;
import java.io.IOException;

/** {@code /api/blobs/:digest}. */
public final class OllamaBlobs {
    private final ModelLibrary library;

    public OllamaBlobs(ModelLibrary library) {
        this.library = library;
    }

    /** {@code HEAD}: whether it is there. */
    public void test(Exchange exchange) throws IOException {
        exchange.respondEmpty(library.blobs().has(digest(exchange)) ? 200 : 404);
    }

    /** {@code POST}: the body is the blob. */
    public void upload(Exchange exchange) throws IOException {
        Digest digest = digest(exchange);
        if (library.blobs().has(digest)) {
            exchange.respondEmpty(200);
            return;
        }
        library.blobs().add(digest, exchange.body(), exchange.bodyLength());
        exchange.respondEmpty(201);
    }

    private static Digest digest(Exchange exchange) {
        try {
            return Digest.parse(exchange.pathParameter("digest"));
        } catch (InvalidNameException e) {
            throw new ApiException(Kind.INVALID_REQUEST, "invalid digest format", e);
        }
    }
}
