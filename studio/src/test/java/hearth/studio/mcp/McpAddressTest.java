package hearth.studio.mcp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import hearth.studio.mcp.client.McpException;
import hearth.studio.mcp.client.McpException.Kind;
import hearth.studio.mcp.client.McpLimits;
import hearth.studio.mcp.client.McpResult;
import hearth.studio.mcp.client.McpSession;
import hearth.studio.mcp.client.McpTarget;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Servers over Streamable HTTP. */
@Timeout(60)
class McpAddressTest {
    private static McpSession session(String url, Map<String, String> headers, McpLimits limits) {
        return McpSession.of(new McpSession.Setup(new McpTarget.Address(URI.create(url), headers), limits, "1", () -> {}));
    }

    private static McpSession session(String url) {
        return session(url, Map.of(), McpLimits.usual());
    }

    private static McpResult call(McpSession session, String tool, Map<String, Object> arguments) {
        return session.call(session.tools().find(tool).orElseThrow(), arguments).result();
    }

    private static void await(BooleanSupplier condition) {
        while (!condition.getAsBoolean()) {
            LockSupport.parkNanos(10_000_000);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"json", "events"})
    void toolsAreCalledInASession(String manner) {
        try (PlayedAddress server = new PlayedAddress()) {
            try (McpSession session = session(server.url(manner)).open()) {
                assertThat(session.identity()).isEqualTo(new McpSession.Identity("http", "3", "2025-06-18"));
                assertThat(call(session, "echo", Map.of("text", "Grüße")).text()).isEqualTo("Grüße");
            }
            assertThat(server.seen()).filteredOn(each -> !each.startsWith("null")).containsExactly("initialize null null",
                    "notifications/initialized 2025-06-18 session-1", "tools/list 2025-06-18 session-1", "tools/call 2025-06-18 session-1", "DELETE session-1");
        }
    }

    @Test
    void theRevisionWithoutHandshakeIsSpoken() {
        try (PlayedAddress server = new PlayedAddress(); McpSession session = session(server.url("stateless")).open()) {
            assertThat(session.identity().revision()).isEqualTo("2026-07-28");
            assertThat(call(session, "echo", Map.of("text", "plain")).text()).isEqualTo("echo plain");
            assertThat(call(session, "echo", Map.of("text", " 你好")).text()).isEqualTo("echo =?base64?IOS9oOWlvQ==?=");
            assertThat(call(session, "echo", Map.of()).text()).isEqualTo("echo null");
            assertThat(catchThrowableOfType(McpException.class, () -> call(session, "echo", Map.of("text", "ask")))).hasMessageContaining("asks back");
        }
    }

    @Test
    void aSessionThatIsForgottenHasEnded() {
        try (PlayedAddress server = new PlayedAddress(); McpSession session = session(server.url("json")).open()) {
            server.forgetSession();
            assertThat(catchThrowableOfType(McpException.class, session::tools)).hasMessage("the server has ended the session").extracting(McpException::kind).isEqualTo(Kind.ENDED);
            assertThat(session.ending()).isCompleted();
        }
    }

    @Test
    void aCallIsCancelledOrTakesTooLong() {
        McpLimits limits = McpLimits.usual();
        try (PlayedAddress server = new PlayedAddress(); McpSession session = session(server.url("json"), Map.of(), limits).open()) {
            McpSession.Call slow = session.call(session.tools().find("slow").orElseThrow(), Map.of());
            await(() -> server.seen().contains("tools/call 2025-06-18 session-1"));
            slow.cancel();
            assertThat(catchThrowableOfType(McpException.class, slow::result).kind()).isEqualTo(Kind.CANCELLED);
            await(() -> server.seen().contains("notifications/cancelled 2025-06-18 session-1") && server.seen().contains("left"));
            assertThat(call(session, "echo", Map.of("text", "on")).text()).isEqualTo("on");
        }
        try (PlayedAddress server = new PlayedAddress(); McpSession session = session(server.url("json"), Map.of(), limits.withCallTime(Duration.ofMillis(300))).open()) {
            assertThat(catchThrowableOfType(McpException.class, () -> call(session, "slow", Map.of())).kind()).isEqualTo(Kind.TIMEOUT);
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "login | wants a login (401)", "moved | sends on to another address (307)", "html | neither JSON nor events", "garbage | no message of MCP", "null | no message of MCP", "large | more than 65536 bytes",
        "status | HTTP status 500", "empty | gave no answer", "cut | ended its stream before it had answered"
    })
    void whatIsNoServerIsRefused(String manner, String reason) {
        try (PlayedAddress server = new PlayedAddress(); McpSession session = session(server.url(manner), Map.of(), McpLimits.usual().withMessageBytes(1 << 16))) {
            assertThat(catchThrowableOfType(McpException.class, session::open)).hasMessageContaining(reason);
        }
    }

    @Test
    void headersAreSentAndNotTold() {
        try (PlayedAddress server = new PlayedAddress()) {
            Map<String, String> headers = Map.of("Authorization", PlayedAddress.SECRET);
            try (McpSession session = session(server.url("login"), headers, McpLimits.usual()).open()) {
                assertThat(call(session, "echo", Map.of("text", "in")).text()).isEqualTo("in");
            }
            McpTarget target = new McpTarget.Address(URI.create(server.url("login?key=0815-secret")), headers);
            assertThat(target.toString() + target.shown()).doesNotContain("secret").contains("/login");
        }
    }

    @Test
    void anAddressWhereNobodyListensIsTold() {
        PlayedAddress gone = new PlayedAddress();
        String url = gone.url("json");
        gone.close();
        try (McpSession session = session(url)) {
            assertThat(catchThrowableOfType(McpException.class, session::open)).hasMessage("the server can't be reached").extracting(McpException::kind).isEqualTo(Kind.UNREACHABLE);
        }
    }
}
