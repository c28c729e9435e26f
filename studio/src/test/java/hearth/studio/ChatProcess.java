package hearth.studio;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A server with the studio in a process of its own, which can be killed. */
final class ChatProcess implements AutoCloseable {
    private final Process process;
    private final int port;

    /** @param before words before the command, such as a shell's */
    ChatProcess(Path folder, String... before) throws IOException {
        List<String> command = new ArrayList<>(List.of(before));
        command.addAll(List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-Xmx256m", "-XX:TieredStopAtLevel=1",
                "--add-modules", "jdk.incubator.vector", "-cp", System.getProperty("java.class.path"), Main.class.getName(), folder.toString()));
        process = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD).start();
        BufferedReader lines = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
        String line = lines.readLine();
        assertThat(line).as("the port of the other process").matches("\\d+");
        port = Integer.parseInt(line);
    }

    int port() {
        return port;
    }

    /** As a power cut for the process: nothing of it runs any more. */
    void kill() {
        close();
    }

    @Override
    public void close() {
        try {
            process.destroyForcibly();
            assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Runs until its input ends. */
    static final class Main {
        private Main() {}

        public static void main(String[] arguments) throws IOException {
            try (StudioServer server = new StudioServer(Path.of(arguments[0]), List.of())) {
                System.out.println(server.port());
                while (System.in.read() >= 0) {
                    // Until the other process ends.
                }
            }
        }
    }
}
