package hearth.store.pull;

import static org.assertj.core.api.Assertions.assertThat;

import hearth.store.pull.FaultyServer.Reply;
import hearth.store.pull.FaultyServer.Request;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
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
        assertThat(fixture.failure()).isEqualTo("the registry asks for a login; HEARTH_REGISTRY_LOGIN may hold one for this host");
        server.route("/token", _ -> Reply.text(200, "{\"token\":\"wrong\"}"));
        server.requests.clear();
        assertThat(fixture.failure()).startsWith("the registry asks for a login");
        assertThat(server.count("/token")).isEqualTo(1);
    }

    @Test
    void aPrivateModelIsPulledWithTheUsersKeyAfterNobodysTokenWasRefused() throws Exception {
        TestKey key = TestKey.create();
        environment(Map.of("HEARTH_REGISTRY_KEY", key.write(folder.resolve("id_ed25519")).toString()));
        demandToken(server.url("/token?account=me"));
        server.route("/token", request -> request.header("Authorization").isEmpty()
                ? Reply.text(200, "{\"token\":\"nobody\"}")
                : Reply.text(200, "{\"token\":\"" + (key.signed("GET", server.url(request.target()), request.header("Authorization"))
                        ? "secret" : "wrong") + "\"}"));
        server.route(fixture.weightsPath(), request -> request.header("Authorization").equals("Bearer secret")
                ? FaultyServer.file(request, fixture.weights, "\"w\"") : Reply.text(401, ""));
        fixture.pull();
        List<Request> asked = server.requests.stream().filter(request -> request.path().equals("/token")).toList();
        assertThat(asked).hasSize(2);
        assertThat(asked.getLast().target()).matches("/token\\?account=me&nonce=[A-Za-z0-9_-]{22}&scope=repository%3Alibrary%2Ftiny%3Apull"
                + "&service=theregistry&ts=[0-9]{10}");
        assertThat(server.requests).allSatisfy(request -> assertThat(request.header("Authorization")).matches("|Bearer .*|AAAAC3.*"));
        // The same key at a registry that does not know it.
        server.route("/token", _ -> Reply.text(403, "unknown key"));
        fixture.store.remove(fixture.name);
        assertThat(fixture.failure()).startsWith("the registry asks for a login; it does not let the owner of this key in");
    }

    @Test
    void aKeyThatIsNoneIsATypedErrorThatDoesNotShowIt() throws Exception {
        Path file = Files.writeString(folder.resolve("id_ed25519"), "my secret");
        environment(Map.of("HEARTH_REGISTRY_KEY", file.toString()));
        demandToken(server.url("/token"));
        server.route("/token", _ -> Reply.text(401, ""));
        assertThat(fixture.failure()).isEqualTo("the key id_ed25519 is no private key of OpenSSH");
        Files.delete(file);
        assertThat(fixture.failure()).isEqualTo("the key id_ed25519 can't be read");
        // The key that Ollama made is for Ollama's registry.
        Files.createDirectories(folder.resolve(".ollama"));
        TestKey.create().write(folder.resolve(".ollama/id_ed25519"));
        environment(Map.of("HOME", folder.toString()));
        server.requests.clear();
        assertThat(fixture.failure()).startsWith("the registry asks for a login");
        assertThat(server.requests).isNotEmpty().allSatisfy(request -> assertThat(request.header("Authorization")).isEmpty());
    }

    @Test
    void aNameAndPasswordAreSentToTheirOwnHostOnly() {
        demandToken(server.url("/token"));
        server.route("/token", request -> request.header("Authorization").equals("Basic bWU6cDp3")
                ? Reply.text(200, "{\"token\":\"secret\"}") : Reply.text(401, ""));
        server.route(fixture.weightsPath(), request -> Reply.text(307, "").with("Location", other.url("/there")));
        other.route("/there", request -> FaultyServer.file(request, fixture.weights, "\"w\""));
        environment(Map.of("HEARTH_REGISTRY_LOGIN", "elsewhere.example=you:secret2 " + server.host() + "=me:p:w"));
        fixture.pull();
        assertThat(other.requests).isNotEmpty().allSatisfy(request -> assertThat(request.headers()).doesNotContainKey("authorization"));
        assertThat(server.requests).filteredOn(request -> request.header("Authorization").startsWith("Basic"))
                .extracting(Request::path).containsOnly("/token");
        environment(Map.of("HEARTH_REGISTRY_LOGIN", other.host() + "=me:p:w"));
        fixture.store.remove(fixture.name);
        server.requests.clear();
        assertThat(fixture.failure()).startsWith("the registry asks for a login").doesNotContain("p:w");
        assertThat(server.requests).allSatisfy(request -> assertThat(request.header("Authorization")).isEmpty());
    }

    @Test
    void aLoginThatIsRefusedOrMalformedIsNotTold() {
        demandToken(server.url("/token"));
        server.route("/token", _ -> Reply.text(401, ""));
        environment(Map.of("HEARTH_REGISTRY_LOGIN", server.host() + "=me:hidden"));
        assertThat(fixture.failure()).isEqualTo("the registry asks for a login; it does not take the one in HEARTH_REGISTRY_LOGIN");
        for (String value : List.of("hidden", "a=b:c =hidden", server.host() + "=", "a=hidd\u00e9n")) {
            environment(Map.of("HEARTH_REGISTRY_LOGIN", value));
            assertThat(fixture.failure()).as(value).contains("is neither host=user:password nor host=token").doesNotContain("hidd");
        }
        // A registry without tokens of its own.
        server.route(fixture.manifestPath(), request -> request.header("Authorization").equals("Basic bWU6cHc=")
                ? Reply.of(200, fixture.manifest.toBytes()) : Reply.text(401, "").with("WWW-Authenticate", "Basic realm=\"x\""));
        environment(Map.of());
        assertThat(fixture.failure()).startsWith("the registry asks for a login");
        environment(Map.of("HEARTH_REGISTRY_LOGIN", server.host() + "=me:pw"));
        fixture.pull();
    }

    @Test
    void aTokenOfTheUsersOwnIsSentAsItIs() {
        demandToken(server.url("/token"));
        environment(Map.of("HEARTH_REGISTRY_LOGIN", server.host().toUpperCase(java.util.Locale.ROOT) + "=secret"));
        fixture.pull();
        assertThat(server.count("/token")).isZero();
    }

    @Test
    void aTokenThatExpiresWhileABlobIsOnItsWayIsFetchedAgain() {
        demandToken(server.url("/token"));
        int[] tokens = {0};
        server.route("/token", _ -> Reply.text(200, "{\"token\":\"" + (++tokens[0] == 1 ? "secret" : "abc.def") + "\"}"));
        server.route(fixture.weightsPath(), request -> request.header("Authorization").equals("Bearer abc.def")
                ? FaultyServer.file(request, fixture.weights, "\"w\"")
                : Reply.text(401, "").with("WWW-Authenticate", "Bearer realm=\"" + server.url("/token") + "\""));
        fixture.pull();
        assertThat(tokens[0]).isEqualTo(2);
    }

    private void environment(Map<String, String> environment) {
        fixture.options = PullFixture.options(environment).trusting(server.host()).trusting(other.host());
    }

    private void demandToken(String realm) {
        server.route(fixture.manifestPath(), request -> request.header("Authorization").matches("Bearer (abc.def|secret)")
                ? Reply.of(200, fixture.manifest.toBytes())
                : Reply.text(401, "").with("WWW-Authenticate",
                        "Bearer realm=\"" + realm + "\",service=\"theregistry\",scope=\"repository:library/tiny:pull\""));
    }
}
