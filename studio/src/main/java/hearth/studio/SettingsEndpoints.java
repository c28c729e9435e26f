package hearth.studio;

import hearth.server.http.Exchange;
import java.io.IOException;

/** Settings over HTTP. */
final class SettingsEndpoints {
    private final SettingsFile settings;

    SettingsEndpoints(SettingsFile settings) {
        this.settings = settings;
    }

    void read(Exchange exchange) throws IOException {
        exchange.respondJson(200, settings.read());
    }

    void save(Exchange exchange) throws IOException {
        settings.save(exchange.json());
        exchange.respondEmpty(204);
    }
}
