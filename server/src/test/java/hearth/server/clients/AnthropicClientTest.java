package hearth.server.clients;

import hearth.server.scripted.ScriptedLoader;
import hearth.server.scripted.TestServer;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The npm client {@code @anthropic-ai/sdk}, as it is, against the server. */
class AnthropicClientTest {
    private static final List<String> CALLING = List.of("<think>", "hm", "</think>", "Let", " me.",
            "<tool_call>\n{\"name\": \"weather\", ", "\"arguments\": {\"city\": \"Bonn\"}}", "\n</tool_call>");

    @Test
    void everyCallOfTheClientWorks(@TempDir Path folder) throws Exception {
        NodeClient client = NodeClient.install("anthropic");
        try (TestServer plain = server(folder.resolve("plain"), new ScriptedLoader().words, List.of());
                TestServer calling = server(folder.resolve("calling"), CALLING, List.of());
                TestServer failing = server(folder.resolve("failing"), List.of("Hello", "!fail!"), List.of());
                TestServer guarded = server(folder.resolve("guarded"), new ScriptedLoader().words, List.of("secret"))) {
            client.pass(plain.url(), calling.url(), failing.url(), guarded.url());
        }
    }

    private static TestServer server(Path folder, List<String> words, List<String> tokens) {
        ScriptedLoader loader = new ScriptedLoader();
        loader.words = words;
        return new TestServer(folder, loader, options -> options.withTokens(tokens)).add("tiny");
    }
}
