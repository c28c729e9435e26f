package hearth.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ServerAddressTest {
    @ParameterizedTest
    @CsvSource({
        "'', 127.0.0.1, 11434, http://127.0.0.1:11434",
        "10.0.0.5, 10.0.0.5, 11434, http://10.0.0.5:11434",
        "models.lan:80, models.lan, 80, http://models.lan:80",
        ":8080, 0.0.0.0, 8080, http://127.0.0.1:8080",
        "0.0.0.0, 0.0.0.0, 11434, http://127.0.0.1:11434",
        "http://models.lan, models.lan, 80, http://models.lan:80",
        "https://models.lan, models.lan, 443, https://models.lan:443",
        "https://models.lan:8443/ollama/, models.lan, 8443, https://models.lan:8443/ollama",
        "[::1]:99, ::1, 99, http://[::1]:99",
        "[::], ::, 11434, http://[::1]:11434",
        "::1, ::1, 11434, http://[::1]:11434",
    })
    void readsWhatOllamaReads(String text, String bindHost, int port, String url) {
        ServerAddress address = ServerAddress.parse(text);
        assertThat(address.bindHost()).isEqualTo(bindHost);
        assertThat(address.port()).isEqualTo(port);
        assertThat(address.url()).isEqualTo(url);
    }

    @ParameterizedTest
    @ValueSource(strings = {"a:b", "localhost:70000", "ftp://x", "[::1", "a:1:2"})
    void refusesTheRest(String text) {
        assertThatThrownBy(() -> ServerAddress.parse(text)).isInstanceOf(CommandException.class);
    }

    @Test
    void oursComesBeforeOllamas() {
        assertThat(ServerAddress.of(Map.of("OLLAMA_HOST", "'a:1'")).url()).isEqualTo("http://a:1");
        assertThat(ServerAddress.of(Map.of("OLLAMA_HOST", "a:1", "HEARTH_HOST", "b:2")).url()).isEqualTo("http://b:2");
    }
}
