package hearth.cli;

import hearth.json.Json;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;

/** One process of Node.js with one browser, which plays stories when it is told their names: a line in, lines out, the last one marked. */
final class StoryRunner {
    private static final String MARK = "\u001e";
    private static final int LIMIT_MINUTES = 12;

    private final Process process;
    private final Writer in;
    private final BufferedReader out;
    private final List<String> names = new ArrayList<>();

    /**
     * How a story ended, and what it told.
     *
     * @param again whether it failed once and was begun once again
     */
    record Outcome(boolean passed, boolean again, String text) {}

    /**
     * @param script {@code run.mjs}
     * @param output folder for pictures and logs
     */
    StoryRunner(BrowserTools tools, Path script, Path output, StoryServer server) throws IOException {
        ProcessBuilder builder = new ProcessBuilder("node", script.toAbsolutePath().toString(), server.url(), output.toAbsolutePath().toString(), "--told")
                .directory(tools.packages().toFile()).redirectErrorStream(true);
        builder.environment().put("CHROMIUM", tools.chromium().toString());
        builder.environment().put("STORY_HUB", server.hubUrl());
        if (Integer.getInteger("hearth.rounds", 1) > 1) {
            builder.environment().put("STORY_ONCE", "yes");
        }
        // A proxy must not stand between the browser and this machine.
        builder.environment().put("NO_PROXY", "127.0.0.1,localhost");
        process = builder.start();
        in = process.outputWriter(StandardCharsets.UTF_8);
        out = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
        Outcome ready = outcome();
        if (!ready.passed()) {
            throw new IOException("the browser did not start: " + ready.text());
        }
        ready.text().lines().filter(line -> line.startsWith("story ")).forEach(line -> names.add(line.substring("story ".length())));
    }

    List<String> names() {
        return names;
    }

    Outcome play(String name) throws IOException {
        in.write(name + "\n");
        in.flush();
        return outcome();
    }

    /** Everything up to the marked line. */
    private Outcome outcome() throws IOException {
        Executor later = CompletableFuture.delayedExecutor(LIMIT_MINUTES, TimeUnit.MINUTES);
        CompletableFuture<Void> watch = CompletableFuture.runAsync(this::end, later);
        StringBuilder told = new StringBuilder();
        try {
            for (String line = out.readLine(); line != null; line = out.readLine()) {
                if (line.startsWith(MARK)) {
                    Map<String, Object> end = Json.parseObject(line.substring(1));
                    return new Outcome(
                            Boolean.TRUE.equals(end.get("passed")),
                            Boolean.TRUE.equals(end.get("again")),
                            told.append(end.get("text")).toString());
                }
                told.append(line).append('\n');
            }
            return new Outcome(false, false, told.append("Node.js ended before the story did, or it took longer than ").append(LIMIT_MINUTES).append(" minutes").toString());
        } finally {
            watch.cancel(false);
        }
    }

    private void end() {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
    }

    /** Ends the browser. */
    void close() throws IOException, InterruptedException {
        // At the end of its input it closes the browser.
        in.close();
        if (!process.waitFor(20, TimeUnit.SECONDS)) {
            end();
        }
    }
}
