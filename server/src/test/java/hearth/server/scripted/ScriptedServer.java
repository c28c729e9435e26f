package hearth.server.scripted;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * A server for the clients of others, with four scripted models: {@code tiny} says "Hello, world!", {@code thinker} thinks "hm" and asks for the weather of Paris,
 * {@code shape} answers with JSON, {@code breaks} fails after its first word.
 */
public final class ScriptedServer implements AutoCloseable {
    /** What {@code tiny} says. */
    public static final String HELLO = "Hello, world!";

    public final ScriptedLoader loader = new ScriptedLoader();
    private final TestServer server;

    public ScriptedServer(Path folder) {
        loader.embeds = true;
        loader.scripts.putAll(Map.of(
                "thinker:latest", List.of("<think>", "hm", "</think>",
                        "<tool_call>\n{\"name\": \"weather\", \"arguments\": {\"city\": ", "\"Paris\"}}\n</tool_call>"),
                "shape:latest", List.of("{\"colour\":", " \"red\"}"),
                "breaks:latest", List.of("one", "!fail!")));
        server = new TestServer(folder, loader, options -> options).add("tiny").add("thinker").add("shape").add("breaks");
    }

    /** Adds a model that says this. */
    public ScriptedServer add(String name, List<String> words) {
        loader.scripts.put(name + ":latest", words);
        server.add(name);
        return this;
    }

    public String url() {
        return server.url();
    }

    @Override
    public void close() {
        server.close();
    }
}
