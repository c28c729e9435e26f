package hearth.store.pull;

import static org.assertj.core.api.Assertions.assertThat;

import hearth.store.pull.FaultyServer.Reply;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(30)
class RegistryAccessTest {
    @TempDir
    Path folder;

    private PullFixture fixture;
    private FaultyServer server;
    private FaultyServer other;

    @BeforeEach
    void start() throws IOException {
        fixture = new PullFixture(folder);
        server = fixture.server;
        other = new FaultyServer();
        fixture.options = fixture.options.trusting(other.host());
    }

    @AfterEach
    void stop() throws IOException {
        fixture.close();
        other.close();
    }

    @Test
    void aTokenIsFetchedAtTheRegistryItselfAndSentWithEachRequest() {
        demandToken(server.url("/token"));
        server.route("/token", request -> Reply.text(200, "{\"token\":\"abc.def\"}"));
        server.route(fixture.weightsPath(), request -> request.header("Authorization").equals("Bearer abc.def")
                ? FaultyServer.file(request, fixture.weights, "\"w\"") : Reply.text(401, ""));
        fixture.pull();
        assertThat(server.requests).filteredOn(request -> request.path().equals("/token")).singleElement()
                .satisfies(request -> assertThat(request.target())
                        .isEqualTo("/token?service=theregistry&scope=repository%3Alibrary%2Ftiny%3Apull").doesNotContain("abc"));
    }

    @Test
    void aRealmAtAnotherHostIsRefusedWithoutAConnection() {
        for (String realm : new String[] {other.url("/token"), "https://ollama.com/token", "http://localhost/token", "", "token", "::",
            "https://" + server.host() + "/token", "http://evil@" + server.host() + "/token#x"}) {
            demandToken(realm);
            assertThat(fixture.failure()).as(realm).containsAnyOf("another host", "login address", "refused to follow");
        }
        assertThat(other.connections).hasValue(0);
    }

    @Test
    void theTokenStaysBehindWhenARedirectLeavesTheHost() {
        demandToken(server.url("/token"));
        server.route("/token", request -> Reply.text(200, "{\"access_token\":\"secret\"}"));
        server.route(fixture.weightsPath(), request -> Reply.text(307, "").with("Location", other.url("/there")));
        other.route("/there", request -> FaultyServer.file(request, fixture.weights, "\"w\""));
        fixture.pull();
        assertThat(server.requests).filteredOn(request -> request.path().equals(fixture.weightsPath()))
                .isNotEmpty().allSatisfy(request -> assertThat(request.header("Authorization")).isEqualTo("Bearer secret"));
        assertThat(other.requests).isNotEmpty().allSatisfy(request -> assertThat(request.headers()).doesNotContainKey("authorization"));
    }

    @Test
    void aRegistryThatRefusesInOddWaysIsATypedError() {
        server.route(fixture.manifestPath(), _ -> Reply.text(401, ""));
        assertThat(fixture.failure()).contains("does not say how");
        demandToken(server.url("/token"));
        for (String token : new String[] {"", "{}", "[]", "{\"token\":7}", "{\"token\":\"a\\nb\"}", "{\"token\":\"\"}"}) {
            server.route("/token", _ -> Reply.text(200, token));
            assertThat(fixture.failure()).as(token).containsAnyOf("no token", "no JSON");
        }
        server.route("/token", _ -> Reply.text(401, ""));
        assertThat(fixture.failure()).isEqualTo("the registry asks for a login");
        server.route("/token", _ -> Reply.text(200, "{\"token\":\"wrong\"}"));
        server.requests.clear();
        assertThat(fixture.failure()).contains("answered 401");
        assertThat(server.count("/token")).isEqualTo(1);
    }

    private void demandToken(String realm) {
        server.route(fixture.manifestPath(), request -> request.header("Authorization").matches("Bearer (abc.def|secret)")
                ? Reply.of(200, fixture.manifest.toBytes())
                : Reply.text(401, "").with("WWW-Authenticate",
                        "Bearer realm=\"" + realm + "\",service=\"theregistry\",scope=\"repository:library/tiny:pull\""));
    }
}
