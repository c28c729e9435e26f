package hearth.server;

import hearth.server.http.Endpoint;
import hearth.server.http.Exchange;
import hearth.server.http.RequestObserver;
import hearth.server.http.Route;
import hearth.server.model.ModelPool;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/**
 * What another module adds to a server.
 *
 * @param home answers {@code GET /} to browsers; all others get the text that clients of Ollama look for
 * @param routes further lines of the route table
 * @param observer hears of all requests, not only of those to its routes
 * @param tenant uses the server's models on its own account
 */
public record Mount(Optional<Endpoint> home, List<Route> routes, RequestObserver observer, Tenant tenant) {
    /** Nothing. */
    public static final Mount NONE = new Mount(Optional.empty(), List.of());

    /** One that hears of no requests. */
    public Mount(Optional<Endpoint> home, List<Route> routes) {
        this(home, routes, _ -> {}, Tenant.NONE);
    }

    /** Who works with the server's models also when no request runs. */
    public interface Tenant {
        /** Nobody. */
        Tenant NONE = new Tenant() {
            @Override
            public void begin(ModelPool models) {
                // Needs none.
            }

            @Override
            public void end() {
                // Has nothing.
            }
        };

        /** The models may be used from now on; before the first request. */
        void begin(ModelPool models);

        /** Stops all work and gives back what it uses; requests have ended. */
        void end();
    }

    public Mount {
        routes = List.copyOf(routes);
    }

    void root(Exchange exchange) throws IOException {
        boolean browser = exchange.header("Accept").filter(accept -> accept.contains("text/html")).isPresent();
        if (home.isPresent()) {
            exchange.setHeader("Vary", "Accept, Origin");
        }
        if (browser && home.isPresent()) {
            home.get().handle(exchange);
        } else {
            exchange.respondText(200, "Ollama is running");
        }
    }
}
