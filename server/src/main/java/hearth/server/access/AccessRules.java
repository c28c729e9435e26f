package hearth.server.access;

import hearth.server.call.ApiException;
import hearth.server.call.ApiException.Kind;
import java.util.Collection;
import java.util.Set;

/** All rules together. Thread-safe. */
public final class AccessRules {
    private final HostRule hosts;
    private final OriginRule origins;
    private final Tokens tokens;

    /**
     * @param hostNames names the server answers to besides those of this machine
     * @param origins pages that may call besides those of this machine; {@code *} = all
     * @param tokens that let a client in; without any, and without issued ones, no token is asked for
     * @param issued further ones that come and go while the server runs
     */
    public AccessRules(Set<String> hostNames, Set<String> origins, Collection<String> tokens, TokenRegister issued) {
        this.hosts = new HostRule(hostNames);
        this.origins = new OriginRule(origins);
        this.tokens = new Tokens(tokens, issued);
    }

    /** Without issued tokens. */
    public AccessRules(Set<String> hostNames, Set<String> origins, Collection<String> tokens) {
        this(hostNames, origins, tokens, TokenRegister.none());
    }

    /**
     * What a request says about where it comes from; absent headers are empty.
     *
     * @param ownAddress the address the connection came to
     */
    public record Visitor(
            String host, String ownAddress, String origin, String fetchSite, String authorization, String apiKey) {}

    /** @throws ApiException FORBIDDEN if the request was sent to another name, or by a page of another site */
    public void requireOwnSite(Visitor visitor) {
        if (!hosts.allows(visitor.host(), visitor.ownAddress())) {
            throw new ApiException(Kind.FORBIDDEN, "this server does not answer to the name in the Host header");
        }
        if (visitor.origin().isEmpty()) {
            if (visitor.fetchSite().equalsIgnoreCase("cross-site")) {
                throw new ApiException(Kind.FORBIDDEN, "pages of other sites may not call this server");
            }
        } else if (!origins.allows(visitor.origin(), visitor.host())) {
            throw new ApiException(Kind.FORBIDDEN, "pages of this origin may not call this server");
        }
    }

    /** @throws ApiException UNAUTHORIZED if there are tokens and the request has none of them */
    public void requireToken(Visitor visitor) {
        if (tokens.areRequired() && !tokens.allow(visitor.authorization(), visitor.apiKey())) {
            throw new ApiException(Kind.UNAUTHORIZED, "a valid API token is required");
        }
    }
}
