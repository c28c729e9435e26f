package hearth.server.http;

import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;

/** Headers that let an allowed page of another origin read answers. The origin was checked before. */
final class Cors {
    private static final String METHODS = "GET, POST, PUT, PATCH, DELETE, HEAD, OPTIONS";
    private static final String EXPOSED = "X-Request-Id, request-id, " + Exchange.WARNING + ", Retry-After";

    private Cors() {}

    static boolean isPreflight(Request request) {
        return request.getMethod().equals("OPTIONS")
                && request.getHeaders().contains("Origin")
                && request.getHeaders().contains("Access-Control-Request-Method");
    }

    /** For every answer to a page. */
    static void allow(Request request, Response response) {
        String origin = request.getHeaders().get("Origin");
        HttpFields.Mutable headers = response.getHeaders();
        headers.add("Vary", "Origin");
        if (origin != null) {
            headers.put("Access-Control-Allow-Origin", origin);
            headers.put("Access-Control-Expose-Headers", EXPOSED);
        }
    }

    /** For the question before a request. */
    static void allowPreflight(Request request, Response response) {
        allow(request, response);
        HttpFields.Mutable headers = response.getHeaders();
        headers.put("Access-Control-Allow-Methods", METHODS);
        String wanted = request.getHeaders().get("Access-Control-Request-Headers");
        if (wanted != null) {
            headers.put("Access-Control-Allow-Headers", wanted);
        }
        headers.put("Access-Control-Max-Age", "43200");
    }
}
