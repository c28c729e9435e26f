package hearth.server.ollama;

import hearth.server.http.Endpoint;
import hearth.server.http.Exchange;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * {@code GET /api/version}. Clients of Ollama look at the number before they use an endpoint, and refuse a server that is older than what they need;
 * so it is that of the Ollama whose API this is, and Hearth's own stands beside it.
 */
public final class OllamaVersion implements Endpoint {
    private static final String API = "0.32.15";

    private final String own;

    /** @param own of this program */
    public OllamaVersion(String own) {
        this.own = own;
    }

    @Override
    public void handle(Exchange exchange) throws IOException {
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("version", API);
        body.put("hearth", own);
        exchange.respondJson(200, body);
    }
}
