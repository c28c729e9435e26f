package hearth.server.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import hearth.server.access.AccessRules.Visitor;
import hearth.server.call.ApiException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TokenRegisterTest {
    @TempDir
    private Path folder;

    private Path file() {
        return folder.resolve("new").resolve("tokens.json");
    }

    private TokenRegister open() throws IOException {
        return TokenRegister.open(file(), Clock.systemUTC());
    }

    @Test
    void onlyTheHashIsKept() throws IOException {
        TokenRegister register = open();
        TokenRegister.Issued issued = register.issue("one");
        assertThat(Files.readString(file())).doesNotContain(issued.secret().substring(7)).contains(issued.entry().id());
        assertThat(open().entries()).isEqualTo(List.of(issued.entry()));
        assertThat(register.issue("one").secret()).isNotEqualTo(issued.secret());
    }

    @Test
    void rulesSeeTokensComeAndGo() throws IOException {
        TokenRegister register = open();
        AccessRules rules = new AccessRules(Set.of(), Set.of(), List.of(), register);
        assertThatCode(() -> rules.requireToken(visitor(""))).doesNotThrowAnyException();
        TokenRegister.Issued issued = register.issue("one");
        assertThatThrownBy(() -> rules.requireToken(visitor(""))).isInstanceOf(ApiException.class);
        assertThatCode(() -> rules.requireToken(visitor(issued.secret()))).doesNotThrowAnyException();
        TokenRegister.Issued other = register.issue("two");
        assertThat(register.revoke(issued.entry().id())).isTrue();
        assertThatThrownBy(() -> rules.requireToken(visitor(issued.secret()))).isInstanceOf(ApiException.class);
        assertThatCode(() -> rules.requireToken(visitor(other.secret()))).doesNotThrowAnyException();
        assertThat(register.revoke("none")).isFalse();
    }

    private static Visitor visitor(String token) {
        return new Visitor("", "", "", "", "Bearer " + token, "");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "{", "[]", "{}", "{\"tokens\":5}", "{\"tokens\":[5]}", "{\"tokens\":[{\"id\":\"a\",\"label\":\"b\",\"created\":\"2026-01-01T00:00:00Z\",\"sha256\":\"00\"}]}",
        "{\"tokens\":[{\"id\":\"a\",\"label\":\"b\",\"created\":\"now\",\"sha256\":\"zz\"}]}"})
    void aDamagedFileOpensNoDoor(String text) throws IOException {
        Files.createDirectories(file().getParent());
        Files.writeString(file(), text);
        assertThatThrownBy(this::open).isInstanceOf(IOException.class).hasMessageContaining("tokens.json");
    }

    @Test
    void labelsAndNumbersAreBounded() throws IOException {
        TokenRegister register = open();
        assertThatThrownBy(() -> register.issue("  ")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> register.issue("x".repeat(TokenRegister.MAX_LABEL + 1))).isInstanceOf(IllegalArgumentException.class);
        for (int i = 0; i < TokenRegister.MAX_TOKENS; i++) {
            register.issue("token " + i);
        }
        assertThatThrownBy(() -> register.issue("one more")).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> TokenRegister.none().issue("x")).isInstanceOf(IllegalStateException.class);
    }
}
