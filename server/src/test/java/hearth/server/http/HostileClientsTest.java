package hearth.server.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** T-HT2: slow or malformed connections do not hurt a normal one. */
class HostileClientsTest {
    private static final Duration HEADER_TIME = Duration.ofSeconds(1);
    private static final int SLOW_CLIENTS = Integer.getInteger("hearth.slow.clients", 300);
    private static final long NORMAL_MILLIS = 200;

    private FakeGeneration server;

    @BeforeEach
    void open() throws Exception {
        server = new FakeGeneration(HttpLimits.defaults()
                .withHeaderTime(HEADER_TIME)
                .withBodyGrace(HEADER_TIME)
                .withIdleTime(Duration.ofSeconds(3)));
        requireNormal();
    }

    @AfterEach
    void close() {
        server.close();
    }

    private void requireNormal() throws IOException {
        try (RawClient client = RawClient.connect(server.port())) {
            assertThat(client.get("/").statusLine()).isEqualTo("HTTP/1.1 200 OK");
        }
    }

    private long slowestNormalMillis(int rounds) throws IOException {
        long slowest = 0;
        for (int i = 0; i < rounds; i++) {
            long start = System.nanoTime();
            requireNormal();
            slowest = Math.max(slowest, (System.nanoTime() - start) / 1_000_000);
        }
        return slowest;
    }

    @Test
    void slowHeadsAreCutAndDoNotDelayOthers() throws Exception {
        List<RawClient> slow = new ArrayList<>();
        try {
            for (int i = 0; i < SLOW_CLIENTS; i++) {
                slow.add(RawClient.connect(server.port()).send("GET / HTTP/1.1\r\nHost: localhost\r\nX-Slow: "));
            }
            long slowest = slowestNormalMillis(20);
            System.getLogger("figures").log(System.Logger.Level.INFO,
                    "a normal request beside " + SLOW_CLIENTS + " slow ones: at most " + slowest + " ms");
            assertThat(slowest).isLessThan(NORMAL_MILLIS);
            for (int tick = 0; tick < 14; tick++) {
                // A byte now and then keeps the connection from being idle.
                for (RawClient client : slow) {
                    drip(client);
                }
                TimeUnit.MILLISECONDS.sleep(HEADER_TIME.toMillis() / 10);
            }
            for (RawClient client : slow) {
                assertThat(client.isClosedWithin(2_000)).isTrue();
            }
        } finally {
            for (RawClient client : slow) {
                client.close();
            }
        }
    }

    private static void drip(RawClient client) {
        try {
            client.send("x");
        } catch (IOException e) {
            // Already cut, as it should be.
        }
    }

    @Test
    void slowBodiesAreCut() throws Exception {
        try (RawClient client = RawClient.connect(server.port())) {
            client.send("POST /echo HTTP/1.1\r\nHost: localhost\r\nContent-Length: 100000\r\n\r\n{");
            boolean closed = false;
            for (int i = 0; i < 60 && !closed; i++) {
                drip(client);
                closed = client.isClosedWithin(100);
            }
            assertThat(closed).isTrue();
        }
    }

    @Test
    void aKeptConnectionMayBeIdleLongerThanAHeadMayTake() throws Exception {
        try (RawClient client = RawClient.connect(server.port())) {
            assertThat(client.get("/").read(10_000, 200)).startsWith("HTTP/1.1 200 ");
            TimeUnit.MILLISECONDS.sleep(HEADER_TIME.toMillis() * 3 / 2);
            assertThat(client.get("/").read(10_000, 200)).startsWith("HTTP/1.1 200 ");
        }
    }

    @Test
    void aReaderThatStopsFreesItsSlot() throws Exception {
        try (RawClient client = RawClient.connect(server.port())) {
            client.post("/flood", "{}");
            assertThat(server.freed.poll(10, TimeUnit.SECONDS)).isNotNull();
        }
    }

    record Bad(String name, String text, String statusLine) {
        @Override
        public String toString() {
            return name;
        }
    }

    static List<Bad> badRequests() {
        String post = "POST /echo HTTP/1.1\r\nHost: localhost\r\n";
        return List.of(
                new Bad("both lengths", post + "Content-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", "HTTP/1.1 400 "),
                new Bad("two lengths", post + "Content-Length: 4\r\nContent-Length: 5\r\n\r\n{  }", "HTTP/1.1 400 "),
                new Bad("negative length", post + "Content-Length: -1\r\n\r\n", "HTTP/1.1 400 "),
                new Bad("bad chunk size", post + "Transfer-Encoding: chunked\r\n\r\nxyz\r\n{}\r\n0\r\n\r\n", "HTTP/1.1 400 "),
                new Bad("huge chunk size", post + "Transfer-Encoding: chunked\r\n\r\nffffffffffffffff\r\n", "HTTP/1.1 400 "),
                new Bad("chunked twice", post + "Transfer-Encoding: chunked, chunked\r\n\r\n0\r\n\r\n", "HTTP/1.1 400 "),
                new Bad("unknown coding", post + "Transfer-Encoding: gzip\r\n\r\n", "HTTP/1.1 400 "),
                new Bad("no host", "GET / HTTP/1.1\r\n\r\n", "HTTP/1.1 400 "),
                new Bad("two hosts", "GET / HTTP/1.1\r\nHost: localhost\r\nHost: other\r\n\r\n", "HTTP/1.1 400 "),
                new Bad("space before colon", "GET / HTTP/1.1\r\nHost : localhost\r\n\r\n", "HTTP/1.1 400 "),
                new Bad("folded header", "GET / HTTP/1.1\r\nHost: localhost\r\nX: a\r\n b\r\n\r\n", "HTTP/1.1 400 "),
                new Bad("zero byte", "GET / HTTP/1.1\r\nHost: localhost\r\nX: a\0b\r\n\r\n", "HTTP/1.1 400 "),
                new Bad("no HTTP", "hello\r\n\r\n", "HTTP/1.1 400 "),
                new Bad("TLS on the plain port", "\u0016\u0003\u0001\u0002\u0000\u0001\u0000\u0001\u00fc\u0003\u0003\r\n\r\n", "HTTP/1.1 400 "),
                new Bad("unknown version", "GET / HTTP/7.3\r\nHost: localhost\r\n\r\n", "HTTP/1.1 505 "),
                new Bad("giant request line", "GET /" + "a".repeat(60_000) + " HTTP/1.1\r\n", "HTTP/1.1 414 "),
                new Bad("long request line", "GET /" + "a".repeat(9_000) + " HTTP/1.1\r\nHost: localhost\r\n\r\n", "HTTP/1.1 414 "),
                new Bad("giant header", "GET / HTTP/1.1\r\nHost: localhost\r\nX: " + "a".repeat(60_000) + "\r\n\r\n", "HTTP/1.1 431 "),
                new Bad("many headers", "GET / HTTP/1.1\r\nHost: localhost\r\n" + "X: a\r\n".repeat(200) + "\r\n", "HTTP/1.1 431 "),
                new Bad("endless headers", "GET / HTTP/1.1\r\nHost: localhost\r\n" + "X: a\r\n".repeat(20_000), "HTTP/1.1 431 "),
                new Bad("climbing path", "GET /../../etc/passwd HTTP/1.1\r\nHost: localhost\r\n\r\n", "HTTP/1.1 400 "),
                new Bad("foreign name", "GET / HTTP/1.1\r\nHost: evil.example\r\n\r\n", "HTTP/1.1 403 "),
                new Bad("absolute address", "GET http://evil.example/ HTTP/1.1\r\nHost: localhost\r\n\r\n", "HTTP/1.1 400 "),
                new Bad("declared too large", post + "Content-Length: 9999999999\r\n\r\n", "HTTP/1.1 413 "));
    }

    @ParameterizedTest
    @MethodSource("badRequests")
    void aMalformedRequestIsRefusedAndTheConnectionClosed(Bad bad) throws Exception {
        try (RawClient client = RawClient.connect(server.port())) {
            try {
                client.send(bad.text());
            } catch (IOException e) {
                // The server may answer and close before all is sent.
            }
            String line = client.statusLine();
            // A reset may overtake the answer when the server closes with unread bytes.
            assertThat(line.isEmpty() && bad.text().length() > 50_000 || line.startsWith(bad.statusLine())).as(line).isTrue();
            boolean oneRequest = List.of("long request line", "many headers", "foreign name").contains(bad.name());
            assertThat(oneRequest || client.isClosedWithin(2_000)).as("connection closed").isTrue();
        }
        requireNormal();
    }

    @Test
    void anUpgradeThatIsNotKnownIsPassedOver() throws Exception {
        try (RawClient client = RawClient.connect(server.port())) {
            client.send("POST /echo HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\n"
                    + "HTTP2-Settings: AAMAAABkAAQAAP__\r\nContent-Length: 2\r\n\r\n{}");
            assertThat(client.read(10_000, 300)).startsWith("HTTP/1.1 200 ").endsWith("{}");
        }
    }

    @Test
    void aFailureShowsNothingOfTheInside() throws Exception {
        try (RawClient client = RawClient.connect(server.port())) {
            assertThat(client.get("/fail").read(10_000, 300)).startsWith("HTTP/1.1 500 ").contains("internal error").doesNotContain("secret");
        }
    }

    @Test
    void pipelinedRequestsAreAnsweredInOrder() throws Exception {
        try (RawClient client = RawClient.connect(server.port())) {
            client.post("/echo", "{\"n\":1}").post("/echo", "{\"n\":2}");
            String text = client.read(10_000, 500);
            assertThat(text.indexOf("{\"n\":1}")).isPositive();
            assertThat(text.indexOf("{\"n\":2}")).isGreaterThan(text.indexOf("{\"n\":1}"));
        }
    }
}
