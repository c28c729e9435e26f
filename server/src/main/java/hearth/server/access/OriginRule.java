package hearth.server.access;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import java.util.Set;

/** Pages that may call: those of this machine, of this server itself, of desktop programs, and of configured origins. */
final class OriginRule {
    /** Schemes that only programs installed on this machine have. */
    private static final Set<String> PROGRAM_SCHEMES = Set.of("app", "file", "tauri", "vscode-webview", "vscode-file");

    private final Set<String> origins;

    /** @param origins further ones, exactly as browsers send them ({@code https://chat.example.org}); {@code *} allows all */
    OriginRule(Set<String> origins) {
        this.origins = Set.copyOf(origins);
    }

    /**
     * @param origin of the page
     * @param host the {@code Host} header of the request
     */
    boolean allows(String origin, String host) {
        if (origins.contains("*") || origins.contains(origin)) {
            return true;
        }
        try {
            URI uri = new URI(origin);
            String scheme = uri.getScheme() == null ? "" : uri.getScheme().toLowerCase(Locale.ROOT);
            if (PROGRAM_SCHEMES.contains(scheme)) {
                return true;
            }
            boolean web = scheme.equals("http") || scheme.equals("https");
            if (!web || uri.getHost() == null || uri.getRawUserInfo() != null || !uri.getRawPath().isEmpty()
                    || uri.getRawQuery() != null || uri.getRawFragment() != null) {
                return false;
            }
            return uri.getRawAuthority().equalsIgnoreCase(host) || HostRule.isLoopback(HostRule.nameOf(uri.getRawAuthority()));
        } catch (URISyntaxException e) {
            return false;
        }
    }
}
