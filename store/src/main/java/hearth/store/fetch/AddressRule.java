package hearth.store.fetch;

import hearth.store.CancelledException;
import hearth.store.DownloadOptions;
import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.Proxy;
import java.net.ProxySelector;
import java.net.URI;
import java.net.UnknownHostException;
import java.util.Locale;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Which addresses a download may reach: https at public addresses; what the user vouched for may also be private, and plain
 * http on loopback. Asked before each hop of a redirect.
 *
 * <p>The platform keeps a lookup for 30 seconds, so the connection that follows uses the address checked here.
 */
final class AddressRule {
    private final DownloadOptions options;
    private final HostResolver resolver;
    private final ProxySelector proxies;

    AddressRule(DownloadOptions options, HostResolver resolver, ProxySelector proxies) {
        this.options = options;
        this.resolver = resolver;
        this.proxies = proxies;
    }

    /** Throws {@link FetchException} when {@code uri} must not be asked. */
    void check(URI uri) {
        String scheme = uri.getScheme() == null ? "" : uri.getScheme().toLowerCase(Locale.ROOT);
        String host = uri.getHost();
        if (host == null || uri.getRawUserInfo() != null || !(scheme.equals("https") || scheme.equals("http"))) {
            throw FetchException.fatal("refused to follow an address that is not https");
        }
        boolean trusted = options.trusts(host, uri.getPort());
        if (scheme.equals("http") && !trusted) {
            throw FetchException.fatal("refused plain http at " + host);
        }
        if (!trusted && proxies.select(uri).stream().anyMatch(proxy -> proxy.type() != Proxy.Type.DIRECT)) {
            refuseLiteral(host);
            return; // the proxy looks the name up and decides where it may go
        }
        for (InetAddress address : lookUp(host)) {
            if (scheme.equals("http") && !address.isLoopbackAddress()) {
                throw FetchException.fatal("refused plain http at " + host + ", which is not this machine");
            }
            if (!trusted && !isPublic(address)) {
                throw FetchException.fatal("refused " + host + ": its address is not public");
            }
        }
    }

    private void refuseLiteral(String host) {
        if (host.startsWith("[") || host.matches("[0-9.]+")) {
            for (InetAddress address : lookUp(host)) {
                if (!isPublic(address)) {
                    throw FetchException.fatal("refused " + host + ": its address is not public");
                }
            }
        }
    }

    /** A resolver without network may wait far longer than a user; it is left behind after the connect timeout. */
    private InetAddress[] lookUp(String host) {
        String bare = host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
        FutureTask<InetAddress[]> task = new FutureTask<>(() -> resolver.addresses(bare));
        Thread.ofPlatform().daemon().name("hearth-lookup").start(task);
        try {
            return task.get(options.connectTimeout().toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            throw FetchException.unreachable("cannot find host " + host + ": no answer to the name lookup");
        } catch (ExecutionException e) {
            String why = e.getCause() instanceof UnknownHostException ? "unknown host " + host : "cannot find host " + host;
            throw FetchException.unreachable(why);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CancelledException();
        }
    }

    /** False for loopback, private, link-local, shared, reserved, multicast, and for forms that wrap such an address. */
    static boolean isPublic(InetAddress address) {
        if (address.isLoopbackAddress() || address.isAnyLocalAddress() || address.isLinkLocalAddress()
                || address.isSiteLocalAddress() || address.isMulticastAddress()) {
            return false;
        }
        byte[] b = address.getAddress();
        return switch (address) {
            case Inet4Address _ -> isPublic4(b[0] & 255, b[1] & 255, b[2] & 255);
            case Inet6Address _ -> isPublic6(b);
            default -> false;
        };
    }

    // Blocks of the IANA special-purpose registry (RFC 6890 and its updates).
    private static boolean isPublic4(int a, int b, int c) {
        boolean shared = a == 100 && (b & 0xc0) == 64;
        boolean protocol = a == 192 && b == 0 && (c == 0 || c == 2);
        boolean documentation = a == 198 && b == 51 && c == 100 || a == 203 && b == 0 && c == 113;
        boolean benchmark = a == 198 && (b == 18 || b == 19);
        return !(a == 0 || a >= 240 || shared || protocol || documentation || benchmark);
    }

    /** Only global unicast 2000::/3, without documentation, Teredo and 6to4, which can carry any IPv4 address. */
    private static boolean isPublic6(byte[] b) {
        int first = (b[0] & 255) << 8 | b[1] & 255;
        int second = (b[2] & 255) << 8 | b[3] & 255;
        boolean global = (first & 0xe000) == 0x2000;
        boolean documentation = first == 0x2001 && second == 0xdb8;
        boolean teredo = first == 0x2001 && second == 0;
        return global && !documentation && !teredo && first != 0x2002;
    }
}
