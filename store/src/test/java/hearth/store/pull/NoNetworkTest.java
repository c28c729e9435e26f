package hearth.store.pull;

import static org.assertj.core.api.Assertions.assertThat;

import hearth.store.Cancellation;
import hearth.store.DownloadOptions;
import hearth.store.FreeSpace;
import hearth.store.ModelName;
import hearth.store.ModelReference;
import hearth.store.ModelStore;
import hearth.store.StoreException;
import hearth.store.fetch.HostResolver;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Without a network each source must fail in less than two seconds, and say why in one line. */
@Timeout(30)
class NoNetworkTest {
    @TempDir
    Path folder;

    @Test
    void unknownHostsFailAtOnce() {
        assertFailsSoon(Map.of(), "unknown host", _ -> {
            throw new UnknownHostException();
        });
    }

    @Test
    void aProxyThatRefusesFailsAtOnce() throws IOException {
        int closedPort;
        try (ServerSocket socket = new ServerSocket(0)) {
            closedPort = socket.getLocalPort();
        }
        assertFailsSoon(Map.of("HTTPS_PROXY", "http://127.0.0.1:" + closedPort), "cannot connect", InetAddress::getAllByName);
    }

    @Test
    void hostsThatSwallowPacketsFailAfterTheConnectTimeout() {
        // 192.0.2.0/24 is for documentation and routed nowhere; where something answers for it, that is a failure as well.
        assertFailsSoon(Map.of("HTTPS_PROXY", "http://192.0.2.1:9"), "", InetAddress::getAllByName);
    }

    private void assertFailsSoon(Map<String, String> environment, String reason, HostResolver resolver) {
        ModelStore store = ModelStore.open(folder.resolve("store"));
        PipCommand pip = (_, _, _, _) -> {
            throw new StoreException("no pip on this machine");
        };
        Puller puller = new Puller(store, DownloadOptions.of(environment), FreeSpace.ofDisk(), pip, resolver);
        for (String text : List.of("smollm2:135m", "hf.co/Org/Repo", "https://example.com/x.gguf")) {
            ModelReference reference = ModelReference.parse(text);
            long start = System.nanoTime();
            try {
                puller.pull(new PullPlan(ModelName.parse("x"), List.of(PullSource.of(reference))), _ -> {}, new Cancellation());
                throw new AssertionError("there is no network in this test");
            } catch (PullException e) {
                assertThat(e.failures()).singleElement().satisfies(failure ->
                        assertThat(failure.line()).startsWith("source " + text + ": ").contains(reason).doesNotContain("\n"));
            }
            assertThat((System.nanoTime() - start) / 1_000_000).as(text).isLessThan(2000);
        }
    }
}
