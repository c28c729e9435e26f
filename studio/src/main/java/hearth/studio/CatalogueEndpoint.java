package hearth.studio;

import hearth.server.http.Endpoint;
import hearth.server.http.Exchange;
import hearth.store.pull.Catalogue;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The models whose names come with the program. */
final class CatalogueEndpoint implements Endpoint {
    private final StudioParts parts;

    CatalogueEndpoint(StudioParts parts) {
        this.parts = parts;
    }

    @Override
    public void handle(Exchange exchange) throws IOException {
        List<Object> models = new ArrayList<>();
        for (Catalogue.Entry entry : parts.catalogue().entries()) {
            Map<String, Object> model = new LinkedHashMap<>();
            model.put("name", entry.name().display());
            model.put("description", entry.description());
            model.put("bytes", entry.sizeBytes());
            model.put("sources", entry.sources().size());
            model.put("installed", parts.store().find(entry.name()).isPresent());
            models.add(model);
        }
        exchange.respondJson(200, Map.of("models", models));
    }
}
