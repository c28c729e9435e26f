package hearth.server.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** T-CN1 at the level of HTTP: a client that leaves frees its slot, whether or not anything is written to it. */
class DepartureTest {
    /** The system property {@code hearth.departures} sets more, for figures. */
    private static final int ROUNDS = Integer.getInteger("hearth.departures", 30);

    private static final long LIMIT_MILLIS = 250;

    private FakeGeneration server;

    @BeforeEach
    void open() throws Exception {
        server = new FakeGeneration(HttpLimits.defaults());
    }

    @AfterEach
    void close() {
        server.close();
    }

    @ParameterizedTest
    @CsvSource({"stream,close", "stream,reset", "stream,half", "whole,close", "whole,reset", "whole,half"})
    void aClientThatLeavesFreesItsSlot(String path, String manner) throws Exception {
        List<Long> millis = new ArrayList<>();
        for (int round = 0; round < ROUNDS; round++) {
            try (RawClient client = RawClient.connect(server.port())) {
                client.post("/" + path, "{}");
                while (server.taken.get() == 0) {
                    Thread.onSpinWait();
                }
                long left = System.nanoTime();
                switch (manner) {
                    case "close" -> client.leave();
                    case "reset" -> client.reset();
                    default -> client.halfClose();
                }
                Long freed = server.freed.poll(5, TimeUnit.SECONDS);
                assertThat(freed).as("slot freed, round " + round).isNotNull();
                millis.add((freed - left) / 1_000_000);
            }
        }
        Collections.sort(millis);
        System.getLogger("figures").log(System.Logger.Level.INFO, "departure " + path + " " + manner + ": median "
                + millis.get(ROUNDS / 2) + " ms, worst " + millis.getLast() + " ms of " + ROUNDS);
        assertThat(millis.getLast()).isLessThan(LIMIT_MILLIS);
        assertThat(server.taken).hasValue(0);
    }

    @Test
    void aClientThatStaysIsNotTakenForOneThatLeft() throws Exception {
        try (RawClient client = RawClient.connect(server.port())) {
            client.post("/stream", "{}");
            assertThat(client.read(2_000, 2_000)).startsWith("HTTP/1.1 200 ").contains("{\"token\":\"x\"}\n");
            assertThat(server.taken).hasValue(1);
        }
    }

    @Test
    void theConnectionServesAnotherRequestAfterAWait() throws Exception {
        try (RawClient client = RawClient.connect(server.port())) {
            for (int i = 0; i < 3; i++) {
                client.post("/echo", "{\"a\":1}");
                assertThat(client.read(10_000, 200)).startsWith("HTTP/1.1 200 ").endsWith("{\"a\":1}");
            }
        }
    }

    @Test
    void bytesBehindARequestEndTheConnectionInsteadOfGettingLost() throws Exception {
        try (RawClient client = RawClient.connect(server.port())) {
            client.post("/whole", "{}");
            while (server.taken.get() == 0) {
                Thread.onSpinWait();
            }
            client.get("/");
            assertThat(client.read(1, 300)).isEmpty();
            client.halfClose();
            assertThat(server.freed.poll(1, TimeUnit.SECONDS)).isNotNull();
            assertThat(client.isClosedWithin(2_000)).isTrue();
        }
    }
}
