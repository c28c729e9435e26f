package hearth.store.fetch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import hearth.store.DownloadOptions;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.URI;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AddressRuleTest {
    private static final DownloadOptions OPTIONS = DownloadOptions.of(Map.of());

    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1", "127.9.9.9", "0.0.0.0", "0.1.2.3", "10.1.2.3", "172.16.0.1", "172.31.255.255", "192.168.0.1", "169.254.169.254",
        "100.64.0.1", "100.127.255.255", "192.0.0.1", "192.0.2.1", "198.18.0.1", "198.19.255.255", "198.51.100.1", "203.0.113.1", "224.0.0.1",
        "240.0.0.1", "255.255.255.255", "::", "::1", "::ffff:127.0.0.1", "::ffff:10.0.0.1", "fe80::1", "fec0::1", "fc00::1", "fd12:3456::1", "ff02::1",
        "2001:db8::1", "2001::1", "2002:7f00:1::", "64:ff9b::7f00:1", "100::1"})
    void addressesThatAreNotPublicAreRefused(String address) throws UnknownHostException {
        assertThat(AddressRule.isPublic(InetAddress.getByName(address))).isFalse();
        AddressRule rule = rule(OPTIONS, "93.184.216.34", address);
        assertThatThrownBy(() -> rule.check(URI.create("https://example.com/x"))).hasMessageContaining("not public");
    }

    @ParameterizedTest
    @ValueSource(strings = {"93.184.216.34", "8.8.8.8", "172.32.0.1", "100.63.255.255", "100.128.0.1", "192.0.1.1", "198.20.0.1", "223.255.255.255",
        "2606:2800:220:1::1", "2a00:1450::1"})
    void publicAddressesPass(String address) throws UnknownHostException {
        assertThat(AddressRule.isPublic(InetAddress.getByName(address))).isTrue();
        AddressRule rule = rule(OPTIONS, address);
        assertThatCode(() -> rule.check(URI.create("https://example.com/x"))).doesNotThrowAnyException();
        assertThatThrownBy(() -> rule.check(URI.create("http://example.com/x"))).hasMessageContaining("plain http");
    }

    @Test
    void aTrustedHostMayBePrivateAndPlainOnlyOnLoopback() {
        DownloadOptions trusting = OPTIONS.trusting("box.lan:5000");
        assertThatCode(() -> rule(trusting, "10.0.0.1").check(URI.create("https://box.lan:5000/x"))).doesNotThrowAnyException();
        assertThatCode(() -> rule(trusting, "127.0.0.1").check(URI.create("http://BOX.lan:5000/x"))).doesNotThrowAnyException();
        assertThatThrownBy(() -> rule(trusting, "10.0.0.1").check(URI.create("http://box.lan:5000/x"))).hasMessageContaining("not this machine");
        assertThatThrownBy(() -> rule(trusting, "10.0.0.1").check(URI.create("https://box.lan/x"))).hasMessageContaining("not public");
        assertThatThrownBy(() -> rule(trusting, "10.0.0.1").check(URI.create("https://box.lan:5001/x"))).hasMessageContaining("not public");
    }

    @ParameterizedTest
    @ValueSource(strings = {"ftp://example.com/", "file:///etc/passwd", "jar:file:x", "/relative", "https:///x", "https://user@example.com/", "gopher://x/"})
    void otherSchemesAreRefused(String uri) {
        assertThatThrownBy(() -> rule(OPTIONS, "93.184.216.34").check(URI.create(uri))).isInstanceOf(FetchException.class);
    }

    @Test
    void aLookupThatNeverAnswersIsGivenUpSoon() {
        CountDownLatch never = new CountDownLatch(1);
        AddressRule rule = new AddressRule(OPTIONS, _ -> {
            try {
                never.await();
            } catch (InterruptedException e) {
                throw new UnknownHostException();
            }
            return new InetAddress[0];
        }, new EnvironmentProxies(Map.of()));
        long start = System.nanoTime();
        assertThatThrownBy(() -> rule.check(URI.create("https://example.com/"))).hasMessageContaining("no answer to the name lookup");
        assertThat((System.nanoTime() - start) / 1_000_000).isLessThan(2000);
        never.countDown();
    }

    @Test
    void behindAProxyOnlyLiteralAddressesAreChecked() {
        Map<String, String> environment = Map.of("HTTPS_PROXY", "http://proxy.lan:3128");
        AddressRule rule = new AddressRule(DownloadOptions.of(environment), host -> new InetAddress[] {InetAddress.getByName(
                host.matches("[0-9.]+") ? host : "10.0.0.1")}, new EnvironmentProxies(environment));
        assertThatCode(() -> rule.check(URI.create("https://example.com/"))).doesNotThrowAnyException();
        assertThatThrownBy(() -> rule.check(URI.create("https://169.254.169.254/"))).hasMessageContaining("not public");
    }

    @Test
    void proxiesComeFromTheEnvironment() {
        EnvironmentProxies proxies = new EnvironmentProxies(Map.of("https_proxy", "proxy.lan:3128", "HTTP_PROXY", "http://other.lan",
                "NO_PROXY", "localhost, .internal,example.org:443"));
        assertThat(proxies.select(URI.create("https://example.com/"))).containsExactly(new Proxy(Proxy.Type.HTTP, new InetSocketAddress("proxy.lan", 3128)));
        assertThat(proxies.select(URI.create("http://example.com/"))).containsExactly(new Proxy(Proxy.Type.HTTP, new InetSocketAddress("other.lan", 80)));
        for (String direct : List.of("https://localhost:1/", "http://127.0.0.1/", "https://[::1]/", "https://a.internal/", "https://example.org/", "https://x.example.org/")) {
            assertThat(proxies.select(URI.create(direct))).as(direct).containsExactly(Proxy.NO_PROXY);
        }
        assertThat(new EnvironmentProxies(Map.of("ALL_PROXY", "socks5://x:1")).select(URI.create("https://a.b/"))).containsExactly(Proxy.NO_PROXY);
        assertThat(new EnvironmentProxies(Map.of("HTTPS_PROXY", "http://x y")).select(URI.create("https://a.b/"))).containsExactly(Proxy.NO_PROXY);
    }

    private static AddressRule rule(DownloadOptions options, String... addresses) {
        return new AddressRule(options, _ -> {
            InetAddress[] found = new InetAddress[addresses.length];
            for (int i = 0; i < found.length; i++) {
                found[i] = InetAddress.getByName(addresses[i]);
            }
            return found;
        }, new EnvironmentProxies(Map.of()));
    }
}
