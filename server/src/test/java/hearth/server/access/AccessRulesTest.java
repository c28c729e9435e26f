package hearth.server.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import hearth.server.access.AccessRules.Visitor;
import hearth.server.call.ApiException;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** T-HO1, T-HO2, T-AU: who may call. */
class AccessRulesTest {
    private static final AccessRules RULES =
            new AccessRules(Set.of("models.lan", "[2001:db8::5]"), Set.of("https://chat.example.org"), List.of("right", "other"));

    private static Visitor visitor(String host, String origin, String site) {
        return new Visitor(host, "192.168.1.7", origin, site, "", "");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "localhost", "LOCALHOST:11434", "127.0.0.1", "127.0.0.1:11434", "127.9.8.7:1", "[::1]", "[::1]:11434",
        "192.168.1.7", "192.168.1.7:11434", "models.lan", "Models.LAN:8080", "[2001:db8::5]:80"})
    void namesOfThisMachineAreAnswered(String host) {
        assertThatCode(() -> RULES.requireOwnSite(visitor(host, "", ""))).doesNotThrowAnyException();
    }

    @ParameterizedTest
    @ValueSource(strings = {"evil.example", "localhost.evil.example", "notlocalhost", "127.0.0.1.evil.example", "1127.0.0.1", "127.0.0.256",
        "127.1", "0x7f000001", "2130706433", "192.168.1.8", "printer.local", "box.internal", "localhost:port", "[::1", "[::2]",
        "localhost:123456", "localhost ", "localhost@evil.example", "0.0.0.0", "[::]", "::1:80", "localhost.", "models.lan.evil.example"})
    void otherNamesAreNot(String host) {
        assertThatThrownBy(() -> RULES.requireOwnSite(visitor(host, "", "")))
                .isInstanceOfSatisfying(ApiException.class, e -> assertThat(e.status()).isEqualTo(403));
    }

    @ParameterizedTest
    @CsvSource({"http://localhost:3000", "https://localhost", "http://127.0.0.1:8080", "http://[::1]:5173", "https://chat.example.org",
        "http://models.lan:11434", "app://obsidian.md", "tauri://localhost", "vscode-webview://abc"})
    void pagesOfThisMachineMayCall(String origin) {
        assertThatCode(() -> RULES.requireOwnSite(visitor("models.lan:11434", origin, "cross-site"))).doesNotThrowAnyException();
    }

    @ParameterizedTest
    @ValueSource(strings = {"null", "http://evil.example", "https://chat.example.org.evil.example", "http://chat.example.org",
        "https://chat.example.org:8443", "http://localhost.evil.example", "http://localhost@evil.example", "http://evil.example#localhost",
        "http://models.lan:1", "javascript:alert(1)", "http://", "http:// localhost", "chrome-extension://abc", "http://localhost/path",
        "https://chat.example.org,https://other.example"})
    void otherPagesMayNot(String origin) {
        assertThatThrownBy(() -> RULES.requireOwnSite(visitor("models.lan:11434", origin, "")))
                .isInstanceOfSatisfying(ApiException.class, e -> assertThat(e.status()).isEqualTo(403));
    }

    @Test
    void aCrossSiteRequestWithoutOriginIsRefused() {
        assertThatThrownBy(() -> RULES.requireOwnSite(visitor("localhost", "", "cross-site"))).isInstanceOf(ApiException.class);
        assertThatCode(() -> RULES.requireOwnSite(visitor("localhost", "", "same-origin"))).doesNotThrowAnyException();
        assertThatCode(() -> RULES.requireOwnSite(visitor("localhost", "", "none"))).doesNotThrowAnyException();
    }

    @Test
    void aTokenComesInEitherHeader() {
        assertThatCode(() -> RULES.requireToken(new Visitor("", "", "", "", "Bearer right", ""))).doesNotThrowAnyException();
        assertThatCode(() -> RULES.requireToken(new Visitor("", "", "", "", "bearer other", ""))).doesNotThrowAnyException();
        assertThatCode(() -> RULES.requireToken(new Visitor("", "", "", "", "", "right"))).doesNotThrowAnyException();
        for (String wrong : List.of("", "Bearer", "Bearer ", "Bearer righ", "Bearer right2", "Basic right", "right")) {
            assertThatThrownBy(() -> RULES.requireToken(new Visitor("", "", "", "", wrong, "")))
                    .isInstanceOfSatisfying(ApiException.class, e -> assertThat(e.status()).isEqualTo(401));
        }
        AccessRules open = new AccessRules(Set.of(), Set.of(), List.of());
        assertThatCode(() -> open.requireToken(new Visitor("", "", "", "", "", ""))).doesNotThrowAnyException();
    }
}
