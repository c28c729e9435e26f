package hearth.store.fetch;

import java.net.InetAddress;
import java.net.UnknownHostException;

/** Looks up the addresses of a host name. */
@FunctionalInterface
public interface HostResolver {
    InetAddress[] addresses(String host) throws UnknownHostException;
}
