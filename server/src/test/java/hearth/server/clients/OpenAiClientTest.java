package hearth.server.clients;

import hearth.server.scripted.ScriptedLoader;
import hearth.server.scripted.TestServer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The npm client {@code openai}, as it is, against the server. */
class OpenAiClientTest {
    @Test
    void everyCallOfTheClientWorks(@TempDir Path folder) throws Exception {
        NodeClient client = NodeClient.install("openai");
        ScriptedLoader loader = new ScriptedLoader();
        loader.pause = Duration.ofMillis(2);
        loader.embeds = true;
        loader.scripts.put("thinker:latest", List.of(
                "<think>", "hm", "</think>", "<tool_call>\n{\"name\": \"weather\", \"arguments\": {\"city\": ", "\"Paris\"}}\n</tool_call>"));
        loader.scripts.put("shape:latest", List.of("{\"colour\":", " \"red\"}"));
        loader.scripts.put("breaks:latest", List.of("one", "!fail!"));
        try (TestServer server = new TestServer(folder, loader, options -> options).add("tiny").add("thinker").add("shape").add("breaks")) {
            client.pass(server.url());
        }
    }
}
