package hearth.studio;

import hearth.server.call.ApiException;
import hearth.server.call.ApiException.Kind;
import hearth.server.http.Exchange;
import java.util.Optional;

/**
 * Conversations are for the studio's own pages. The server lets pages of other programs of this machine call its models; their port
 * is another, so browsers tell them apart.
 */
final class OwnPages {
    private OwnPages() {}

    /** @throws ApiException FORBIDDEN if a page of another origin asks; programs that are no browsers send neither header */
    static void require(Exchange exchange) {
        Optional<String> site = exchange.header("Sec-Fetch-Site");
        boolean otherSite = site.filter(name -> !name.equals("same-origin") && !name.equals("none")).isPresent();
        String host = exchange.header("Host").orElse("");
        boolean otherOrigin = exchange.header("Origin").filter(origin -> !origin.replaceFirst("^https?://", "").equalsIgnoreCase(host)).isPresent();
        if (otherSite || otherOrigin) {
            throw new ApiException(Kind.FORBIDDEN, "only the studio's own pages may call this");
        }
    }
}
