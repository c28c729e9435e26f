package hearth.store.fetch;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.ProxySelector;
import java.net.SocketAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Proxies as {@code HTTPS_PROXY}, {@code HTTP_PROXY}, {@code ALL_PROXY} and {@code NO_PROXY} name them; loopback never uses one. */
final class EnvironmentProxies extends ProxySelector {
    private final Map<String, String> environment;

    EnvironmentProxies(Map<String, String> environment) {
        this.environment = environment;
    }

    @Override
    public List<Proxy> select(URI uri) {
        String host = uri.getHost() == null ? "" : uri.getHost().toLowerCase(Locale.ROOT);
        String value = variable(uri.getScheme().toLowerCase(Locale.ROOT) + "_proxy");
        if (value.isEmpty()) {
            value = variable("all_proxy");
        }
        if (value.isEmpty() || isExcepted(host)) {
            return List.of(Proxy.NO_PROXY);
        }
        try {
            URI proxy = new URI(value.contains("://") ? value : "http://" + value);
            if (proxy.getHost() == null || proxy.getScheme().startsWith("socks")) {
                return List.of(Proxy.NO_PROXY); // the platform's client speaks only to HTTP proxies
            }
            int port = proxy.getPort() >= 0 ? proxy.getPort() : proxy.getScheme().equals("https") ? 443 : 80;
            return List.of(new Proxy(Proxy.Type.HTTP, new InetSocketAddress(proxy.getHost(), port)));
        } catch (URISyntaxException e) {
            return List.of(Proxy.NO_PROXY);
        }
    }

    @Override
    public void connectFailed(URI uri, SocketAddress address, IOException error) {
        // The request itself fails and says so.
    }

    private boolean isExcepted(String host) {
        if (host.equals("localhost") || host.startsWith("127.") || host.equals("[::1]")) {
            return true;
        }
        for (String entry : variable("no_proxy").toLowerCase(Locale.ROOT).split(",")) {
            String name = entry.strip().replaceFirst("^\\*?\\.", "").replaceFirst(":\\d+$", "");
            if (entry.strip().equals("*") || !name.isEmpty() && (host.equals(name) || host.endsWith("." + name))) {
                return true;
            }
        }
        return false;
    }

    private String variable(String lower) {
        String value = environment.getOrDefault(lower, "").strip();
        return value.isEmpty() ? environment.getOrDefault(lower.toUpperCase(Locale.ROOT), "").strip() : value;
    }
}
