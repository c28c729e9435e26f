package hearth.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
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

    /** Answers one request, whatever it is. */
    private static ServerSocket answering(String text) throws IOException {
        ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        Thread.ofVirtual().start(() -> {
            try (Socket client = server.accept();
                    BufferedReader head = new BufferedReader(new InputStreamReader(client.getInputStream(), StandardCharsets.US_ASCII))) {
                while (!head.readLine().isEmpty()) {
                    // The head ends with an empty line.
                }
                client.getOutputStream().write(("HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: " + text.length() + "\r\n\r\n" + text)
                        .getBytes(StandardCharsets.US_ASCII));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
        return server;
    }

    @Test
    void aRunningStudioIsOnlyShown() throws IOException {
        ServerSocket server = answering("<meta content=\"hearth-studio\">");
        String port = Integer.toString(server.getLocalPort());
        CommandRunner.Outcome outcome = new CommandRunner(folder).run("studio", "--port", port, "--no-browser");
        server.close();
        assertThat(outcome).isEqualTo(new CommandRunner.Outcome(0, "http://127.0.0.1:" + port + "/\n", ""));
    }

    @Test
    void anotherProgramAtThePortIsToldApart() throws IOException {
        ServerSocket server = answering("Ollama is running");
        CommandRunner.Outcome outcome = new CommandRunner(folder).run("studio", "--port", Integer.toString(server.getLocalPort()));
        server.close();
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
