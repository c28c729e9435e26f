package hearth.server.clients;

import hearth.server.scripted.ScriptedLoader;
import hearth.server.scripted.TestRegistry;
import hearth.server.scripted.TestServer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The npm client {@code ollama}, as it is, against the server. */
class OllamaClientTest {
    @Test
    void everyCallOfTheClientWorks(@TempDir Path folder) throws Exception {
        NodeClient client = NodeClient.install("ollama");
        ScriptedLoader loader = new ScriptedLoader();
        loader.pause = Duration.ofMillis(2);
        loader.scripts.put("endless:latest", Collections.nCopies(10_000, "word "));
        try (TestServer other = new TestServer(folder.resolve("other"), new ScriptedLoader(), options -> options).add("far");
                TestRegistry registry = new TestRegistry(other.store(), "far");
                TestServer server = new TestServer(folder, loader, options -> options).add("tiny").add("endless")) {
            client.pass(server.url(), registry.host());
            NodeClient.awaitNoRun(loader);
        }
    }
}
