package hearth.server.clients;

import hearth.server.scripted.ScriptedServer;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The npm client {@code openai}, as it is, against the server. */
class OpenAiClientTest {
    @Test
    void everyCallOfTheClientWorks(@TempDir Path folder) throws Exception {
        NodeClient client = NodeClient.install("openai");
        try (ScriptedServer server = new ScriptedServer(folder)) {
            server.loader.pause = Duration.ofMillis(2);
            client.pass(server.url());
        }
    }
}
