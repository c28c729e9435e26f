package hearth.store.pull;

import hearth.store.Cancellation;
import hearth.store.CancelledException;
import hearth.store.StoreException;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * Runs the user's own pip, with its own settings for index and proxy. No shell; wheels only, because a source package would
 * run code of its own; in an empty folder, because Python looks for modules in the current one.
 */
public final class SystemPip implements PipCommand {
    private static final List<List<String>> USUAL = List.of(
            List.of("python3", "-m", "pip"), List.of("pip3"), List.of("python", "-m", "pip"), List.of("pip"));
    private static final int MAX_OUTPUT_LINES = 200;
    private final List<List<String>> commands;
    private final Map<String, String> environment;

    /** Tries the usual ways to call pip, with this environment. */
    public SystemPip(Map<String, String> environment) {
        this(USUAL, environment);
    }

    SystemPip(List<List<String>> commands, Map<String, String> environment) {
        this.commands = commands;
        this.environment = Map.copyOf(environment);
    }

    @Override
    public void download(String requirement, Path folder, Growth growth, Cancellation cancellation) throws IOException {
        String missing = "no pip on this machine";
        for (List<String> command : commands) {
            Process process;
            try {
                process = start(command, requirement, folder);
            } catch (IOException e) {
                continue; // not installed under this name
            }
            List<String> output = follow(process, folder, growth, cancellation);
            if (process.exitValue() == 0) {
                return;
            }
            String last = lastWords(output);
            if (!last.contains("No module named pip")) {
                throw new StoreException("pip: " + last);
            }
            missing = "Python has no pip";
        }
        throw new StoreException(missing);
    }

    private Process start(List<String> command, String requirement, Path folder) throws IOException {
        Path temporary = Files.createDirectories(folder.resolve("tmp"));
        List<String> line = new ArrayList<>(command);
        line.addAll(List.of("download", "--no-deps", "--only-binary=:all:", "--no-input", "--disable-pip-version-check",
                "--progress-bar=off", "--no-cache-dir", "--retries=1", "--dest", folder.toString(), "--", requirement));
        ProcessBuilder builder = new ProcessBuilder(line).directory(temporary.toFile()).redirectErrorStream(true);
        builder.environment().clear();
        builder.environment().putAll(environment);
        builder.environment().put("TMPDIR", temporary.toString());
        return builder.start();
    }

    /** Reads what pip says and reports how its folder grows, until it ends or the pull is cancelled. */
    private static List<String> follow(Process process, Path folder, Growth growth, Cancellation cancellation)
            throws IOException {
        List<String> lines = new ArrayList<>();
        Thread reader = Thread.ofVirtual().name("hearth-pip-output").start(() -> readLines(process, lines));
        try (Cancellation.Registration _ = cancellation.onCancel(() -> kill(process))) {
            while (!process.waitFor(200, TimeUnit.MILLISECONDS)) {
                growth.reached(size(folder));
            }
            reader.join();
        } catch (InterruptedException e) {
            kill(process);
            Thread.currentThread().interrupt();
            throw new CancelledException();
        }
        cancellation.check();
        growth.reached(size(folder));
        synchronized (lines) {
            return List.copyOf(lines);
        }
    }

    private static void readLines(Process process, List<String> lines) {
        try (BufferedReader in = process.inputReader()) {
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                synchronized (lines) {
                    if (lines.size() == MAX_OUTPUT_LINES) {
                        lines.removeFirst();
                    }
                    lines.add(line);
                }
            }
        } catch (IOException e) {
            return; // the process was killed
        }
    }

    private static void kill(Process process) {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
    }

    private static String lastWords(List<String> output) {
        // Without a network pip ends with "no matching distribution", which would mislead.
        if (output.stream().anyMatch(line -> line.contains("connection broken by"))) {
            return "no connection to the package index";
        }
        return output.reversed().stream().map(line -> line.replaceAll("[^\\x20-\\x7e]", "").strip())
                .filter(line -> !line.isEmpty() && !line.startsWith("[notice]"))
                .map(line -> line.substring(0, Math.min(300, line.length())))
                .findFirst().orElse("ended with an error");
    }

    private static long size(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.mapToLong(file -> {
                try {
                    return Files.isRegularFile(file) ? Files.size(file) : 0;
                } catch (IOException e) {
                    return 0; // moved meanwhile
                }
            }).sum();
        } catch (UncheckedIOException e) {
            return 0; // a folder vanished while we looked
        }
    }
}
