package hearth.server.clients;

import hearth.server.scripted.ScriptedServer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The npm client {@code openai}, as it is, against the server. */
class OpenAiClientTest {
    @Test
    void everyCallOfTheClientWorks(@TempDir Path folder) throws Exception {
        NodeClient client = NodeClient.install("openai");
        try (ScriptedServer server = new ScriptedServer(folder)) {
            server.loader.pause = Duration.ofMillis(2);
            server.add("endless", Collections.nCopies(10_000, "word "));
            client.pass(server.url());
            NodeClient.awaitNoRun(server.loader);
        }
    }
}
