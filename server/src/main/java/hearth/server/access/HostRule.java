package hearth.server.access;

import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;

/**
 * The names this server answers to. A page that made its own name point to this machine (DNS rebinding) sends that name as
 * {@code Host} and is refused.
 */
final class HostRule {
    private static final String LOOPBACK_NUMBER = "127(\\.(25[0-5]|2[0-4]\\d|1?\\d?\\d)){3}";

    private final Set<String> names = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);

    /** @param names further names and addresses, without port */
    HostRule(Set<String> names) {
        names.forEach(name -> this.names.add(bare(name)));
    }

    /**
     * @param host the header's value; empty if there is none, which only clients that are no browsers send
     * @param ownAddress the address the connection came to
     */
    boolean allows(String host, String ownAddress) {
        if (host.isEmpty()) {
            return true;
        }
        String name = nameOf(host);
        return isLoopback(name) || name.equals(bare(ownAddress)) || names.contains(name);
    }

    static boolean isLoopback(String name) {
        return name.equals("localhost") || name.equals("::1") || name.matches(LOOPBACK_NUMBER);
    }

    /** The host without its port, in lower case; empty if it is malformed. */
    static String nameOf(String host) {
        String lower = host.toLowerCase(Locale.ROOT);
        if (lower.startsWith("[")) {
            int end = lower.indexOf(']');
            return end > 0 && isPort(lower.substring(end + 1)) ? bare(lower.substring(0, end + 1)) : "";
        }
        int colon = lower.indexOf(':');
        if (colon < 0) {
            return lower;
        }
        return isPort(lower.substring(colon)) ? lower.substring(0, colon) : "";
    }

    private static boolean isPort(String text) {
        return text.isEmpty() || text.matches(":\\d{1,5}");
    }

    private static String bare(String address) {
        String text = address.toLowerCase(Locale.ROOT).replaceAll("^\\[|\\]$", "");
        // An address may carry the interface it belongs to.
        int scope = text.indexOf('%');
        String number = scope < 0 ? text : text.substring(0, scope);
        return number.equals("0:0:0:0:0:0:0:1") ? "::1" : number;
    }
}
