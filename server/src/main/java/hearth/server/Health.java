package hearth.server;

import hearth.server.http.Endpoint;
import hearth.server.http.Exchange;
import hearth.server.model.ModelPool;
import java.io.IOException;
import java.util.Map;

/** Whether the server answers. It does not load a model. */
final class Health implements Endpoint {
    private final ModelPool pool;

    Health(ModelPool pool) {
        this.pool = pool;
    }

    @Override
    public void handle(Exchange exchange) throws IOException {
        exchange.respondJson(200, Map.of("status", "ok", "loaded_models", pool.loaded().size()));
    }
}
