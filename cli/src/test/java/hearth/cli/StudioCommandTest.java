package hearth.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Finding a server, and opening a browser. */
class StudioCommandTest {
    @TempDir
    private Path folder;

    private static HttpServer answering(String text) throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(200, bytes.length);
            exchange.getResponseBody().write(bytes);
            exchange.close();
        });
        server.start();
        return server;
    }

    @Test
    void aRunningStudioIsOnlyShown() throws IOException {
        HttpServer server = answering("<meta content=\"hearth-studio\">");
        String port = Integer.toString(server.getAddress().getPort());
        CommandRunner.Outcome outcome = new CommandRunner(folder).run("studio", "--port", port, "--no-browser");
        server.stop(0);
        assertThat(outcome).isEqualTo(new CommandRunner.Outcome(0, "http://127.0.0.1:" + port + "/\n", ""));
    }

    @Test
    void anotherProgramAtThePortIsToldApart() throws IOException {
        HttpServer server = answering("Ollama is running");
        CommandRunner.Outcome outcome = new CommandRunner(folder).run("studio", "--port", Integer.toString(server.getAddress().getPort()));
        server.stop(0);
        assertThat(outcome.code()).isEqualTo(1);
        assertThat(outcome.err()).contains("another program than this Hearth answers at", "choose a free port with --port");
    }

    @Test
    void nobodyThereIsNoError() throws Exception {
        assertThat(StudioProbe.ask("http://127.0.0.1:1")).isEqualTo(StudioProbe.Answer.NOBODY);
    }

    @Test
    void browsersAreOpenedWhereThereIsAScreen() {
        String url = "http://127.0.0.1:11434/";
        assertThat(new Browser(Map.of()).command("mac os x", url)).isEqualTo(List.of("open", url));
        assertThat(new Browser(Map.of()).command("windows 11", url)).isEqualTo(List.of("rundll32", "url.dll,FileProtocolHandler", url));
        assertThat(new Browser(Map.of()).command("linux", url)).isEmpty();
        assertThat(new Browser(Map.of("WAYLAND_DISPLAY", "wayland-0")).command("linux", url)).isEqualTo(List.of("xdg-open", url));
    }
}
