package hearth.server.http;

import java.io.IOException;

/** Answers one kind of request. Called on a virtual thread of the request's own; may block. */
@FunctionalInterface
public interface Endpoint {
    /**
     * Answers. An {@link hearth.server.call.ApiException} becomes an error of the route's form.
     *
     * @throws IOException if the client can't be reached any more
     */
    void handle(Exchange exchange) throws IOException;
}
