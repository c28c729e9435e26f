package hearth.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import hearth.json.Json;
import hearth.server.answer.Answering;
import hearth.server.http.Binding;
import hearth.server.http.HttpLimits;
import hearth.server.http.PemFiles;
import hearth.server.http.PortTakenException;
import hearth.server.http.Route;
import hearth.server.scripted.ScriptedLoader;
import hearth.server.scripted.TestServer;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.Base64;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The server as a whole: tokens, pages of other sites, TLS, its end. */
class HearthServerTest {
    private static final Map<String, Object> CALL =
            Map.of("model", "tiny", "messages", List.of(Map.of("role", "user", "content", "hi")));

    private final ScriptedLoader loader = new ScriptedLoader();

    @TempDir
    private Path folder;

    /** T-AU2: the table itself is walked, so a new route can't be forgotten. */
    @Test
    void everyRouteButTheOpenOnesWantsAToken() {
        Routes routes = new Routes(new Answering(name -> Optional.empty(), null, null), new hearth.server.library.ModelLibrary(
                hearth.store.ModelStore.open(folder), null, name -> Optional.empty(), null, null), null, null, parts());
        List<Route> all = routes.all();
        assertThat(all.stream().filter(route -> route.access() == Route.Access.OPEN).map(Route::path)).containsExactly("/", "/health");
        try (TestServer server = new TestServer(folder, loader, options -> options.withTokens(List.of("secret")))) {
            for (Route route : all) {
                String path = route.path().replaceAll("\\{[^}]*}", "x");
                int status = server.send(route.method(), path, "").statusCode();
                assertThat(status == 401).as(route.method() + " " + path).isEqualTo(route.access() == Route.Access.TOKEN);
            }
            assertThat(server.get("/nothing").statusCode()).isEqualTo(401);
            assertThat(server.get("/api/tags", "Authorization", "Bearer secret").statusCode()).isEqualTo(200);
            assertThat(server.get("/api/tags", "x-api-key", "secret").statusCode()).isEqualTo(200);
            assertThat(server.get("/api/tags?token=secret").statusCode()).isEqualTo(401);
            assertThat(server.get("/api/tags", "Authorization", "Bearer wrong").headers().firstValue("WWW-Authenticate")).contains("Bearer");
        }
    }

    private ServerParts parts() {
        return new ServerParts(null, null, null, null, null, null, "1", java.time.Clock.systemUTC(), line -> {});
    }

    @Test
    void otherMachinesNeedAToken() {
        Binding everywhere = new Binding("0.0.0.0", 0, Optional.empty());
        assertThatThrownBy(() -> new TestServer(folder, loader, options -> options.withBinding(everywhere)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("without a token");
        new TestServer(folder, loader, options -> options.withBinding(everywhere).withTokens(List.of("t"))).close();
        new TestServer(folder, loader, options -> options.withBinding(everywhere).withOpen(true)).close();
    }

    @Test
    void pagesOfAllowedOriginsMayReadAnswers() {
        try (TestServer server = new TestServer(folder, loader, options -> options.withOrigins(Set.of("https://chat.example.org")))) {
            HttpResponse<String> allowed = server.get("/api/tags", "Origin", "https://chat.example.org");
            assertThat(allowed.headers().firstValue("Access-Control-Allow-Origin")).contains("https://chat.example.org");
            assertThat(allowed.headers().firstValue("Vary")).contains("Origin");
            HttpResponse<String> foreign = server.get("/api/tags", "Origin", "https://evil.example");
            assertThat(foreign.statusCode()).isEqualTo(403);
            assertThat(foreign.headers().firstValue("Access-Control-Allow-Origin")).isEmpty();
            HttpResponse<String> preflight = server.send("OPTIONS", "/api/chat", "", "Origin", "http://localhost:3000",
                    "Access-Control-Request-Method", "POST", "Access-Control-Request-Headers", "content-type, x-stainless-os");
            assertThat(preflight.statusCode()).isEqualTo(204);
            assertThat(preflight.headers().firstValue("Access-Control-Allow-Headers")).contains("content-type, x-stainless-os");
            assertThat(server.send("OPTIONS", "/api/chat", "", "Origin", "http://evil.example", "Access-Control-Request-Method", "POST")
                    .statusCode()).isEqualTo(403);
            assertThat(server.send("POST", "/api/generate", Json.write(Map.of("model", "x")), "Sec-Fetch-Site", "cross-site").statusCode())
                    .isEqualTo(403);
        }
    }

    @Test
    void blobsThatNoModelUsesGoAtTheStartIfWanted() throws Exception {
        hearth.store.ModelStore store = hearth.store.ModelStore.open(folder.resolve("store"));
        Path orphan = store.layout().blob(store.addBlob("x", new byte[] {1, 2, 3}).digest());
        Files.setLastModifiedTime(orphan, java.nio.file.attribute.FileTime.from(java.time.Instant.now().minus(Duration.ofDays(2))));
        try (TestServer server = new TestServer(folder, loader, options -> options)) {
            assertThat(server.get("/health").statusCode()).isEqualTo(200);
        }
        assertThat(orphan).exists();
        try (TestServer server = new TestServer(folder, loader, options -> options.withPrunes(true))) {
            long end = System.nanoTime() + Duration.ofSeconds(10).toNanos();
            while (!server.log.contains("event=pruned files=1 bytes=3") && System.nanoTime() < end) {
                Thread.onSpinWait();
            }
            assertThat(server.log).contains("event=pruned files=1 bytes=3");
        }
        assertThat(orphan).doesNotExist();
    }

    @Test
    void aTakenPortIsNamed() {
        try (TestServer server = new TestServer(folder, loader, options -> options)) {
            Binding same = new Binding("127.0.0.1", server.port(), Optional.empty());
            assertThatThrownBy(() -> new TestServer(folder, loader, options -> options.withBinding(same)))
                    .isInstanceOf(PortTakenException.class)
                    .hasMessageContaining("127.0.0.1:" + server.port() + " is in use");
        }
    }

    @Test
    void stoppingLetsAnAnswerEnd() throws Exception {
        loader.words = Collections.nCopies(40, "word ");
        loader.pause = Duration.ofMillis(20);
        TestServer server = new TestServer(folder, loader, options -> options).add("tiny");
        CompletableFuture<HttpResponse<String>> answer = CompletableFuture.supplyAsync(() -> server.post("/api/chat", CALL));
        while (loader.runners.isEmpty() || loader.last().running.get() == 0) {
            Thread.onSpinWait();
        }
        server.server().close();
        List<Map<String, Object>> lines = TestServer.lines(answer.get(10, TimeUnit.SECONDS));
        assertThat(lines.getLast()).containsEntry("done_reason", "stop");
        assertThat(loader.last().closed).isTrue();
        server.close();
    }

    @Test
    void stoppingEndsWhatTakesTooLongWithAnError() throws Exception {
        loader.words = Collections.nCopies(100_000, "word ");
        loader.pause = Duration.ofMillis(5);
        HttpLimits limits = HttpLimits.defaults().withDrainTime(Duration.ofMillis(300));
        TestServer server = new TestServer(folder, loader, options -> options.withLimits(limits)).add("tiny");
        CompletableFuture<HttpResponse<String>> answer = CompletableFuture.supplyAsync(() -> server.post("/api/chat", CALL));
        while (loader.runners.isEmpty() || loader.last().running.get() == 0) {
            Thread.onSpinWait();
        }
        long start = System.nanoTime();
        server.server().close();
        assertThat(System.nanoTime() - start).isLessThan(Duration.ofSeconds(5).toNanos());
        List<Map<String, Object>> lines = TestServer.lines(answer.get(10, TimeUnit.SECONDS));
        assertThat((String) lines.getLast().get("error")).contains("unloaded before the answer was complete");
        server.close();
    }

    @Test
    void speaksTls() throws Exception {
        Path keytool = Path.of(System.getProperty("java.home"), "bin", "keytool");
        assumeTrue(Files.isExecutable(keytool), "the JDK's keytool is missing: TLS is not tested");
        Path store = folder.resolve("keys.p12");
        assertThat(new ProcessBuilder(keytool.toString(), "-genkeypair", "-alias", "server", "-keyalg", "EC", "-dname", "CN=localhost", "-ext",
                "SAN=dns:localhost,ip:127.0.0.1", "-keystore", store.toString(), "-storetype", "PKCS12", "-storepass", "changeit")
                .redirectErrorStream(true).redirectOutput(ProcessBuilder.Redirect.DISCARD).start().waitFor()).isZero();
        KeyStore keys = KeyStore.getInstance(store.toFile(), "changeit".toCharArray());
        Path certificate = pem("CERTIFICATE", keys.getCertificate("server").getEncoded());
        Path key = pem("PRIVATE KEY", keys.getKey("server", "changeit".toCharArray()).getEncoded());
        Binding binding = new Binding("127.0.0.1", 0, Optional.of(PemFiles.context(certificate, key)));
        loader.words = Collections.nCopies(100_000, "word ");
        loader.pause = Duration.ofMillis(5);
        try (TestServer server = new TestServer(folder, loader, options -> options.withBinding(binding)).add("tiny");
                HttpClient client = HttpClient.newBuilder().sslContext(trusting((X509Certificate) keys.getCertificate("server")))
                        .version(HttpClient.Version.HTTP_1_1).build()) {
            URI root = URI.create("https://localhost:" + server.port());
            assertThat(client.send(HttpRequest.newBuilder(root).build(), HttpResponse.BodyHandlers.ofString()).body()).isEqualTo("Ollama is running");
            HttpRequest chat = HttpRequest.newBuilder(root.resolve("/api/chat"))
                    .POST(HttpRequest.BodyPublishers.ofString(Json.write(CALL))).build();
            HttpResponse<java.io.InputStream> stream = client.send(chat, HttpResponse.BodyHandlers.ofInputStream());
            assertThat(stream.body().read()).isEqualTo('{');
            stream.body().close();
            long left = System.nanoTime();
            while (loader.last().running.get() > 0) {
                assertThat(System.nanoTime() - left).as("a client that leaves over TLS").isLessThan(Duration.ofSeconds(2).toNanos());
                Thread.onSpinWait();
            }
        }
        assertThatThrownBy(() -> PemFiles.context(key, certificate)).hasMessageContaining("server-CERTIFICATE.pem: no private key in PEM form");
    }

    private Path pem(String kind, byte[] encoded) throws Exception {
        String text = "-----BEGIN " + kind + "-----\n" + Base64.getMimeEncoder().encodeToString(encoded) + "\n-----END " + kind + "-----\n";
        return Files.writeString(folder.resolve("server-" + kind + ".pem"), text);
    }

    private static SSLContext trusting(X509Certificate known) throws Exception {
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, new TrustManager[] {new OneCertificate(known)}, null);
        return context;
    }

    private record OneCertificate(X509Certificate known) implements X509TrustManager {
        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type) {
            throw new UnsupportedOperationException("no client is asked for a certificate");
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type) {
            assertThat(chain[0]).isEqualTo(known);
        }

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[] {known};
        }
    }

    @Test
    void unknownPathsAreToldInTheFormOfTheirDialect() {
        try (TestServer server = new TestServer(folder, loader, options -> options)) {
            HttpResponse<String> openAi = server.post("/v1/nothing/here", Map.of());
            assertThat(openAi.statusCode()).isEqualTo(404);
            assertThat(Json.parseObject(openAi.body()).get("error")).isEqualTo(Json.parseObject(
                    "{\"message\":\"there is nothing at this path\",\"type\":\"invalid_request_error\",\"param\":null,\"code\":\"unknown_url\"}"));
            assertThat(server.get("/v1").body()).contains("unknown_url");
            assertThat(server.get("/v1/messages/batches").body()).contains("\"type\":\"error\"", "not_found_error", "request_id");
            assertThat(Json.parseObject(server.get("/api/v1/nothing").body()).get("error")).isInstanceOf(Map.class);
            assertThat(Json.parseObject(server.get("/api/nothing").body()).get("error")).isEqualTo("there is nothing at this path");
        }
    }
}
