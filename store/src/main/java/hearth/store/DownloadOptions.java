package hearth.store;

import java.time.Duration;
import java.util.HashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * How downloads behave.
 *
 * @param connectTimeout for name lookup, and again for the connection
 * @param answerTimeout from the sent request to the first line of the answer
 * @param stallTimeout a transfer that brings less than 1 KiB a second for so long is started again
 * @param tries how often a failing transfer is tried
 * @param backoff pause before the second try; each further pause is twice as long
 * @param connections parallel transfers of one file
 * @param partBytes least size of a part; an interrupted part is fetched again
 * @param spareBytes room to leave on the disk besides the download
 * @param trustedHosts hosts (with port, if any) the user vouched for: private addresses are allowed there, and plain http on loopback
 * @param environment for {@code HTTPS_PROXY}, {@code NO_PROXY}, {@code HF_TOKEN}, {@code HF_ENDPOINT} and the like
 */
public record DownloadOptions(
        Duration connectTimeout,
        Duration answerTimeout,
        Duration stallTimeout,
        int tries,
        Duration backoff,
        int connections,
        int partBytes,
        long spareBytes,
        Set<String> trustedHosts,
        Map<String, String> environment) {
    public DownloadOptions {
        if (tries < 1 || connections < 1 || connections > 64 || partBytes < 1 || partBytes > 64 << 20 || spareBytes < 0) {
            throw new IllegalArgumentException("download options out of range");
        }
        trustedHosts = Set.copyOf(trustedHosts);
        environment = Map.copyOf(environment);
    }

    /** The usual values, with these environment variables. */
    public static DownloadOptions of(Map<String, String> environment) {
        return new DownloadOptions(Duration.ofMillis(1500), Duration.ofSeconds(15), Duration.ofSeconds(30), 6,
                Duration.ofSeconds(1), 4, 16 << 20, 256L << 20, Set.of(), environment);
    }

    /** The same, trusting one more host: {@code host} or {@code host:port}. */
    public DownloadOptions trusting(String host) {
        Set<String> hosts = new HashSet<>(trustedHosts);
        hosts.add(host.toLowerCase(Locale.ROOT));
        return new DownloadOptions(connectTimeout, answerTimeout, stallTimeout, tries, backoff, connections, partBytes,
                spareBytes, hosts, environment);
    }

    /** True when the user vouched for this host at this port ({@code -1} for none). */
    public boolean trusts(String host, int port) {
        String lower = host.toLowerCase(Locale.ROOT);
        return trustedHosts.contains(lower) || port >= 0 && trustedHosts.contains(lower + ":" + port);
    }
}
