package hearth.studio.watch;

import hearth.server.access.TokenRegister;
import hearth.server.call.ApiException;
import hearth.server.call.ApiException.Kind;
import hearth.server.http.Exchange;
import hearth.server.wire.Fields;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;

/** Log, clients and tokens over HTTP. */
public final class WatchEndpoints {
    private final WatchParts parts;

    public WatchEndpoints(WatchParts parts) {
        this.parts = parts;
    }

    public void log(Exchange exchange) throws IOException {
        LogLines.Piece piece = parts.log().from(exchange.query("from").map(WatchEndpoints::number).orElse(0L));
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("first", piece.first());
        body.put("next", piece.next());
        body.put("lines", piece.lines());
        exchange.respondJson(200, body);
    }

    private static long number(String text) {
        if (!text.matches("\\d{1,18}")) {
            throw ApiException.invalid("from", "must be the number of a line");
        }
        return Long.parseLong(text);
    }

    public void clients(Exchange exchange) throws IOException {
        exchange.respondJson(200, Map.of("clients", parts.clients().list()));
    }

    public void tokens(Exchange exchange) throws IOException {
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("required", parts.startTokens() || !parts.tokens().entries().isEmpty());
        body.put("start_tokens", parts.startTokens());
        body.put("tokens", parts.tokens().entries().stream().map(WatchEndpoints::json).toList());
        exchange.respondJson(200, body);
    }

    /** The only answer that has a secret. */
    public void issue(Exchange exchange) throws IOException {
        String label = Fields.of(exchange.json()).requiredText("label");
        try {
            TokenRegister.Issued issued = parts.tokens().issue(label);
            Map<String, Object> body = json(issued.entry());
            body.put("secret", issued.secret());
            exchange.respondJson(201, body);
        } catch (IllegalArgumentException e) {
            throw new ApiException(Kind.INVALID_REQUEST, e.getMessage(), e);
        } catch (IllegalStateException e) {
            throw new ApiException(Kind.CONFLICT, e.getMessage(), e);
        }
    }

    public void revoke(Exchange exchange) throws IOException {
        String id = exchange.pathParameter("id");
        boolean last = parts.tokens().entries().size() == 1 && !parts.startTokens();
        if (last && parts.mustAsk() && parts.tokens().entries().getFirst().id().equals(id)) {
            throw new ApiException(Kind.CONFLICT, "other machines reach this server: its last token can't be taken back while it runs");
        }
        if (!parts.tokens().revoke(id)) {
            throw new ApiException(Kind.NOT_FOUND, "there is no such token");
        }
        exchange.respondEmpty(204);
    }

    private static Map<String, Object> json(TokenRegister.Entry entry) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("id", entry.id());
        json.put("label", entry.label());
        json.put("created", entry.created().toString());
        return json;
    }
}
