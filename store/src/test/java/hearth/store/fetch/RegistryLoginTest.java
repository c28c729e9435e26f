package hearth.store.fetch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import hearth.store.StoreException;
import hearth.store.pull.TestKey;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RegistryLoginTest {
    private static final String OLLAMA = "registry.ollama.ai";

    @TempDir
    private Path home;

    private List<String> ways(String host, Map<String, String> environment) {
        return RegistryLogin.of(host, environment).stream().map(way -> way.getClass().getSimpleName()).toList();
    }

    @Test
    void ollamasKeyIsForOllamasRegistry() throws Exception {
        Map<String, String> environment = Map.of("HOME", home.toString());
        assertThat(ways(OLLAMA, environment)).containsExactly("Anonymous");
        Files.createDirectories(home.resolve(".ollama"));
        Path key = TestKey.create().write(home.resolve(".ollama/id_ed25519"));
        assertThat(ways(OLLAMA, environment)).containsExactly("Signed", "Anonymous");
        assertThat(ways(OLLAMA, Map.of("USERPROFILE", home.toString()))).containsExactly("Signed", "Anonymous");
        assertThat(ways("models.example", environment)).containsExactly("Anonymous");
        assertThat(ways("models.example", Map.of("HEARTH_REGISTRY_KEY", key.toString()))).containsExactly("Anonymous", "Signed");
        assertThat(ways(OLLAMA, Map.of())).containsExactly("Anonymous");
    }

    @Test
    void aLoginIsForOneHost() {
        Map<String, String> environment = Map.of("HEARTH_REGISTRY_LOGIN", "a.example=me:secret  b.example:5000=token\nc.example=x:y");
        assertThat(ways("a.example", environment)).containsExactly("Password");
        assertThat(ways("A.Example", environment)).containsExactly("Password");
        assertThat(ways("b.example:5000", environment)).containsExactly("Token");
        assertThat(ways("c.example", environment)).containsExactly("Password");
        for (String host : List.of("b.example", "a.example:5000", "example", "evil.a.example", OLLAMA)) {
            assertThat(ways(host, environment)).as(host).containsExactly("Anonymous");
        }
        assertThat(RegistryLogin.of("a.example", environment).toString()).doesNotContain("secret").doesNotContain("bWU6");
    }

    @Test
    void aMalformedVariableIsAnErrorThatDoesNotTellIt() {
        assertThatThrownBy(() -> ways("b.example", Map.of("HEARTH_REGISTRY_LOGIN", "a.example=me:secret secret2")))
                .isInstanceOf(StoreException.class)
                .hasMessage("HEARTH_REGISTRY_LOGIN: entry 2 is neither host=user:password nor host=token");
    }
}
