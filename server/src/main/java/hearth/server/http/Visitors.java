package hearth.server.http;

import hearth.server.access.AccessRules.Visitor;
import java.net.InetSocketAddress;
import org.eclipse.jetty.server.Request;

/** Reads who sends a request. */
final class Visitors {
    private static final int MAX_AGENT = 120;

    private Visitors() {}

    static Visitor of(Request request) {
        String own = request.getConnectionMetaData().getLocalSocketAddress() instanceof InetSocketAddress address
                ? address.getAddress().getHostAddress()
                : "";
        return new Visitor(
                header(request, "Host"),
                own,
                header(request, "Origin"),
                header(request, "Sec-Fetch-Site"),
                header(request, "Authorization"),
                header(request, "x-api-key"));
    }

    static String client(Request request) {
        return request.getConnectionMetaData().getRemoteSocketAddress() instanceof InetSocketAddress address
                ? address.getAddress().getHostAddress()
                : "";
    }

    /** What the program calls itself; any text, so only what can't disturb a list is left of it. */
    static String agent(Request request) {
        String name = header(request, "User-Agent").replaceAll("[^ -~]", "?");
        return name.length() > MAX_AGENT ? name.substring(0, MAX_AGENT) : name;
    }

    private static String header(Request request, String name) {
        String value = request.getHeaders().get(name);
        return value == null ? "" : value;
    }
}
