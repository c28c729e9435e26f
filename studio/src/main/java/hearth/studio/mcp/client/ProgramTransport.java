package hearth.studio.mcp.client;

import hearth.json.Json;
import hearth.json.JsonException;
import hearth.studio.mcp.client.McpException.Kind;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** A server that is a program: a line of its input and output is a message, what it writes as errors is kept for people. */
final class ProgramTransport implements Transport {
    /** All that a program sees of Hearth's variables: others may be secrets that are not for it. */
    private static final Set<String> INHERITED = Set.of("PATH", "HOME", "USER", "LOGNAME", "SHELL", "TERM", "LANG", "LANGUAGE", "LC_ALL", "LC_CTYPE",
            "TZ", "TMPDIR", "XDG_RUNTIME_DIR", "XDG_CACHE_HOME", "XDG_CONFIG_HOME", "XDG_DATA_HOME", "APPDATA", "LOCALAPPDATA", "USERPROFILE", "USERNAME",
            "HOMEDRIVE", "HOMEPATH", "TEMP", "TMP", "SYSTEMROOT", "SYSTEMDRIVE", "PROGRAMFILES", "PROCESSOR_ARCHITECTURE", "PATHEXT", "COMSPEC");

    /** Lines that wait to be read by the program. */
    private static final int MAX_WAITING = 64;
    /** Some programs greet before they speak; one that does nothing else is no server. */
    private static final int MAX_OTHER_LINES = 50;

    private static final int EXIT_SECONDS = 3;
    private static final byte[] LAST = {};

    private final McpTarget.Program program;
    private final McpLimits limits;
    private final BlockingQueue<byte[]> waiting = new LinkedBlockingQueue<>(MAX_WAITING);
    private final LastLines lastLines = new LastLines();
    private Process process;
    private volatile boolean closing;

    ProgramTransport(McpTarget.Program program, McpLimits limits) {
        this.program = program;
        this.limits = limits;
    }

    @Override
    public synchronized void open(Inbox inbox) {
        if (closing) {
            throw new McpException(Kind.ENDED, "the connection was closed");
        }
        List<String> words = new ArrayList<>(List.of(program.command()));
        words.addAll(program.arguments());
        try {
            ProcessBuilder builder = new ProcessBuilder(words).directory(program.folder().toFile());
            builder.environment().keySet().removeIf(name -> !INHERITED.contains(name.toUpperCase(Locale.ROOT)));
            builder.environment().putAll(program.environment());
            process = builder.start();
        } catch (IOException | IllegalArgumentException e) {
            boolean folderThere = Files.isDirectory(program.folder());
            throw new McpException(Kind.UNREACHABLE, folderThere
                    ? "the program '" + program.command() + "' can't be started: it is not there, or not to be run"
                    : "the folder the program is to work in is not there", e);
        }
        Process started = process;
        thread("out", () -> readMessages(started, inbox));
        thread("err", () -> readErrors(started));
        thread("in", () -> writeMessages(started));
    }

    private void thread(String what, Runnable work) {
        Thread.ofPlatform().daemon().name("hearth-mcp-" + what).start(work);
    }

    private void readMessages(Process started, Inbox inbox) {
        McpException end = new McpException(Kind.ENDED, "the program has ended");
        try {
            MessageLines lines = new MessageLines(started.getInputStream(), limits.messageBytes());
            int others = 0;
            for (String line = lines.next().orElse(null); line != null; line = lines.next().orElse(null)) {
                if (!line.isBlank() && !take(line, inbox) && ++others > MAX_OTHER_LINES) {
                    throw new McpException(Kind.PROTOCOL, "the program writes lines that are no messages of MCP");
                }
            }
            end = new McpException(Kind.ENDED, endOf(started));
        } catch (McpException e) {
            end = e;
        } catch (IOException e) {
            end = new McpException(Kind.ENDED, "the program has closed its output", e);
        } catch (RuntimeException e) {
            end = new McpException(Kind.PROTOCOL, "what the program writes can't be used: " + e.getClass().getSimpleName(), e);
        } finally {
            inbox.ended(end);
            // One that goes on without being heard is of no use.
            endProcess(started);
        }
    }

    /** Its code comes a moment after its output has ended. */
    private static String endOf(Process started) {
        try {
            boolean ended = started.waitFor(EXIT_SECONDS, TimeUnit.SECONDS);
            return ended ? "the program has ended with code " + started.exitValue() : "the program has closed its output";
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return "the program has ended";
        }
    }

    private boolean take(String line, Inbox inbox) {
        List<Map<String, Object>> messages;
        try {
            messages = Messages.parse(line);
        } catch (JsonException e) {
            lastLines.add(line);
            return false;
        }
        messages.forEach(inbox::received);
        return true;
    }

    private void readErrors(Process started) {
        try {
            lastLines.readAll(started.getErrorStream());
        } catch (IOException e) {
            // It has ended; what was read is there.
        }
    }

    private void writeMessages(Process started) {
        try (OutputStream out = started.getOutputStream()) {
            for (byte[] line = waiting.take(); line != LAST; line = waiting.take()) {
                out.write(line);
                if (waiting.isEmpty()) {
                    out.flush();
                }
            }
        } catch (IOException e) {
            // The program reads no more; the reader of its output tells.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void send(Map<String, Object> message, Map<String, String> headers) {
        byte[] line = (Json.write(message) + "\n").getBytes(StandardCharsets.UTF_8);
        if (!waiting.offer(line)) {
            throw new McpException(Kind.PROTOCOL, "the program does not read what it is sent");
        }
    }

    @Override
    public void abandon(long id) {
        // All exchanges share one stream.
    }

    @Override
    public List<String> lastLines() {
        return lastLines.all();
    }

    @Override
    public void close() {
        Process started;
        synchronized (this) {
            closing = true;
            started = process;
        }
        if (started != null) {
            endProcess(started);
        }
    }

    /** First its input ends, then it is asked to, then it must; so must what it has started. */
    private void endProcess(Process started) {
        List<ProcessHandle> below = started.descendants().toList();
        waiting.clear();
        waiting.offer(LAST);
        if (!ends(started, limits.endTime())) {
            below.forEach(ProcessHandle::destroy);
            started.destroy();
            if (!ends(started, limits.endTime())) {
                started.destroyForcibly();
            }
        }
        below.stream().filter(ProcessHandle::isAlive).forEach(ProcessHandle::destroyForcibly);
    }

    private static boolean ends(Process started, Duration patience) {
        try {
            started.onExit().get(patience.toMillis(), TimeUnit.MILLISECONDS);
            return true;
        } catch (TimeoutException | ExecutionException e) {
            return !started.isAlive();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
