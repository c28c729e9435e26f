package hearth.studio.mcp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import hearth.studio.mcp.client.McpException;
import hearth.studio.mcp.client.McpException.Kind;
import hearth.studio.mcp.client.McpLimits;
import hearth.studio.mcp.client.McpResult;
import hearth.studio.mcp.client.McpSession;
import hearth.studio.mcp.client.McpTarget;
import hearth.studio.mcp.client.McpTool;
import hearth.studio.mcp.client.McpTools;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Servers that are programs: real processes, well behaved and otherwise. */
@Timeout(120)
class McpProgramTest {
    private static final McpLimits LIMITS = McpLimits.usual();
    private static final String SECRET = "sk-very-secret-4711";

    @TempDir
    private Path folder;

    private McpSession session(String manner, McpLimits limits) {
        return session(PlayedProgram.target(folder, manner, Map.of("PLAYED_KEY", SECRET)), limits, () -> {});
    }

    private static McpSession session(McpTarget target, McpLimits limits, Runnable changed) {
        return McpSession.of(new McpSession.Setup(target, limits, "1", changed));
    }

    private static McpResult call(McpSession session, String tool, Map<String, Object> arguments) {
        return session.call(session.tools().find(tool).orElseThrow(), arguments).result();
    }

    private static McpException problem(ThrowingCallable work) {
        return catchThrowableOfType(McpException.class, work);
    }

    private static void await(BooleanSupplier condition) {
        while (!condition.getAsBoolean()) {
            LockSupport.parkNanos(10_000_000);
        }
    }

    @Test
    void toolsAreListedAndCalled() {
        try (McpSession session = session("fine", LIMITS).open()) {
            assertThat(session.identity()).isEqualTo(new McpSession.Identity("played", "1.2", "2025-11-25"));
            McpTools tools = session.tools();
            assertThat(tools.notes()).isEmpty();
            McpTool echo = tools.find("echo").orElseThrow();
            assertThat(echo.title()).isEqualTo("echo");
            assertThat(echo.description()).isEqualTo("Does echo.");
            assertThat(echo.schema()).containsEntry("type", "object");
            assertThat(echo.digest()).hasSize(32).isNotEqualTo(tools.find("fail").orElseThrow().digest());
            assertThat(call(session, "echo", Map.of("text", "Grüße\n\"你好\""))).isEqualTo(new McpResult("Grüße\n\"你好\"", false, false));
            assertThat(call(session, "fail", Map.of())).isEqualTo(new McpResult("It failed.", true, false));
            assertThat(call(session, "mixed", Map.of()).text().lines()).containsExactly("one", "[image image/png: models here can't take it]", "[file:///a]", "two", "[link] b file:///b",
                    "[a part of the kind 'hologram': models here can't take it]");
            await(() -> session.lastLines().containsAll(List.of("ready", "initialized")));
        }
    }

    @Test
    void whatTheServerAsksIsAnswered() {
        try (McpSession session = session("fine", LIMITS).open()) {
            assertThat(call(session, "asks", Map.of()).text()).isEqualTo("asked");
            await(() -> session.lastLines().containsAll(List.of("pong", "refused -32601")));
        }
    }

    @ParameterizedTest
    @CsvSource({"old, 2024-11-05, old one", "stateless, 2026-07-28, new one", "greets, 2025-11-25, played"})
    void otherRevisionsAreSpokenToo(String manner, String revision, String name) {
        try (McpSession session = session(manner, LIMITS).open()) {
            assertThat(session.identity().revision()).isEqualTo(revision);
            assertThat(session.identity().name()).isEqualTo(name);
            assertThat(call(session, "echo", Map.of("text", "hello")).text()).isEqualTo("hello");
        }
    }

    @Test
    void aListOfSeveralPagesIsReadWhole() {
        try (McpSession session = session("pages", LIMITS).open()) {
            assertThat(session.tools().tools()).extracting(McpTool::name).containsExactly("page0", "page1", "page2", "page3", "page4");
        }
        try (McpSession session = session("endless", LIMITS).open()) {
            assertThat(problem(session::tools)).hasMessageContaining("more than 64 pages");
        }
    }

    @Test
    void oddToolsAreLeftOutAndTold() {
        try (McpSession session = session("odd", LIMITS).open()) {
            McpTools tools = session.tools();
            assertThat(tools.tools()).hasSize(256).extracting(McpTool::name).startsWith("good", "tool0").doesNotContain("bad", "large");
            assertThat(tools.notes()).hasSizeLessThanOrEqualTo(50).anyMatch(note -> note.contains("'good' comes twice")).anyMatch(note -> note.contains("'bad' is left out"))
                    .anyMatch(note -> note.contains("'large' is left out")).anyMatch(note -> note.contains("only 256 tools"));
        }
    }

    @Test
    void aListThatChangesIsTold() throws InterruptedException {
        CountDownLatch changed = new CountDownLatch(1);
        try (McpSession session = session(PlayedProgram.target(folder, "grows", Map.of()), LIMITS, changed::countDown).open()) {
            assertThat(call(session, "grow", Map.of()).text()).isEqualTo("grown");
            assertThat(changed.await(60, TimeUnit.SECONDS)).isTrue();
            assertThat(session.tools().tools()).extracting(McpTool::name).contains("grown");
        }
    }

    @Test
    void aCallThatTakesTooLongIsCancelled() {
        try (McpSession session = session("fine", LIMITS.withCallTime(Duration.ofMillis(300))).open()) {
            assertThat(problem(() -> call(session, "slow", Map.of()))).hasMessageContaining("did not answer within 300 ms").extracting(McpException::kind).isEqualTo(Kind.TIMEOUT);
            await(() -> session.lastLines().stream().anyMatch(line -> line.startsWith("cancelled")));
        }
        try (McpSession session = session("fine", LIMITS).open()) {
            McpSession.Call slow = session.call(session.tools().find("slow").orElseThrow(), Map.of());
            await(() -> session.lastLines().stream().anyMatch(line -> line.startsWith("slow")));
            slow.cancel();
            assertThat(problem(slow::result).kind()).isEqualTo(Kind.CANCELLED);
            await(() -> session.lastLines().stream().anyMatch(line -> line.startsWith("cancelled")));
            // The server is as good as before.
            assertThat(call(session, "echo", Map.of("text", "on")).text()).isEqualTo("on");
        }
    }

    @Test
    void aServerThatDiesSaysSo() throws Exception {
        try (McpSession session = session("fine", LIMITS).open()) {
            CompletableFuture<McpException> ending = session.ending();
            assertThat(problem(() -> call(session, "die", Map.of()))).hasMessage("the program has ended with code 3").extracting(McpException::kind).isEqualTo(Kind.ENDED);
            assertThat(ending.get(60, TimeUnit.SECONDS)).hasMessage("the program has ended with code 3");
            assertThatThrownBy(session::tools).hasMessage("the program has ended with code 3");
        }
    }

    @Test
    void aServerThatIsNotHeardAnyMoreIsEnded() {
        try (McpSession session = session("stubborn", LIMITS).open()) {
            List<ProcessHandle> begun = ProcessHandle.current().children().filter(ProcessHandle::isAlive).toList();
            assertThat(problem(() -> call(session, "mute", Map.of()))).hasMessage("the program has closed its output").extracting(McpException::kind).isEqualTo(Kind.ENDED);
            await(() -> begun.stream().noneMatch(ProcessHandle::isAlive));
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "broken | the program has ended with code 7", "talks | writes lines that are no messages", "floods | more than 65536 bytes", "silent | did not answer within 700 ms",
        "future | revision '2099-01-01'"
    })
    void aProgramThatIsNoServerIsRefused(String manner, String reason) {
        McpLimits limits = LIMITS.withMessageBytes(1 << 16).withStartTime(manner.equals("silent") ? Duration.ofMillis(700) : Duration.ofSeconds(60));
        try (McpSession session = session(manner, limits)) {
            assertThat(problem(session::open)).hasMessageContaining(reason);
        }
    }

    @Test
    void tooMuchIsRefusedOrCut() {
        try (McpSession session = session("fine", LIMITS.withMessageBytes(1 << 16).withResultChars(100)).open()) {
            McpResult many = call(session, "many", Map.of());
            assertThat(many.isCut()).isTrue();
            assertThat(many.text()).startsWith("0123456789").endsWith("[cut: 100 of 10000 characters]").hasSizeLessThan(200);
            assertThat(problem(() -> call(session, "huge", Map.of()))).hasMessageContaining("more than 65536 bytes");
        }
    }

    @Test
    void secretsAreNotTold() {
        try (McpSession session = session("fine", LIMITS).open()) {
            McpTool unknown = new McpTool("unknown", "unknown", "", Map.of());
            assertThat(problem(() -> session.call(unknown, Map.of()).result())).hasMessageContaining("key •••").hasMessageNotContaining(SECRET);
            // Nor does the program see Hearth's own variables.
            assertThat(call(session, "variables", Map.of()).text().split(",")).contains("PLAYED_KEY").doesNotContain("MAVEN_HOME", "JAVA_HOME", "HEARTH_TOKEN", "MAVEN_CMD_LINE_ARGS");
        }
        try (McpSession broken = session("broken", LIMITS)) {
            assertThat(problem(broken::open)).hasMessageNotContaining(SECRET);
            await(() -> !broken.lastLines().isEmpty());
            assertThat(broken.lastLines()).containsExactly("no key ••• fits");
        }
        assertThat(PlayedProgram.target(folder, "fine", Map.of("PLAYED_KEY", SECRET)).toString()).doesNotContain(SECRET);
    }

    @Test
    void aProgramThatIsNotThereIsNamed() {
        McpTarget.Program none = new McpTarget.Program("no-such-program-4711", List.of(SECRET), Map.of(), folder);
        try (McpSession session = session(none, LIMITS, () -> {})) {
            assertThat(problem(session::open)).hasMessage("the program 'no-such-program-4711' can't be started: it is not there, or not to be run");
        }
        McpTarget.Program nowhere = PlayedProgram.target(folder.resolve("gone"), "fine", Map.of());
        try (McpSession session = session(nowhere, LIMITS, () -> {})) {
            assertThat(problem(session::open)).hasMessage("the folder the program is to work in is not there");
        }
    }

    @Test
    void programsEndWithTheirSession() {
        List<ProcessHandle> begun;
        try (McpSession fine = session("fine", LIMITS).open(); McpSession stubborn = session("stubborn", LIMITS).open()) {
            begun = ProcessHandle.current().children().filter(ProcessHandle::isAlive).toList();
            assertThat(begun).hasSizeGreaterThanOrEqualTo(2);
            assertThat(fine.identity()).isEqualTo(stubborn.identity());
        }
        await(() -> begun.stream().noneMatch(ProcessHandle::isAlive));
    }
}
