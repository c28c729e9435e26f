package hearth.benchmarks.serve;

import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** A server in a process of its own. */
final class ServerProcess implements AutoCloseable {
    private static final int TRIES = 600;

    private final Process process;
    private final int port;

    private ServerProcess(Process process, int port) {
        this.process = process;
        this.port = port;
    }

    /** Starts it and waits until it says that it is healthy; its output goes to a file. */
    static ServerProcess start(List<String> command, Map<String, String> variables, Path log, int port)
            throws IOException, InterruptedException {
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile());
        builder.environment().putAll(variables);
        ServerProcess server = new ServerProcess(builder.start(), port);
        try (Calls calls = new Calls(port)) {
            for (int i = 0; i < TRIES; i++) {
                if (!server.process.isAlive()) {
                    throw new IOException(command.getFirst() + " ended with " + server.process.exitValue() + "; see " + log);
                }
                try {
                    if (calls.send("GET", "/health", "").statusCode() == 200) {
                        return server;
                    }
                } catch (IOException e) {
                    // Not yet.
                }
                LockSupport.parkNanos(100_000_000);
            }
        }
        server.close();
        throw new IOException(command.getFirst() + " does not answer; see " + log);
    }

    static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    int port() {
        return port;
    }

    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(20, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
