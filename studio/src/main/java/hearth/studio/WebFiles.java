package hearth.studio;

import hearth.server.call.ApiException;
import hearth.server.call.ApiException.Kind;
import hearth.server.http.Exchange;
import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;

/** The static files: pages, styles, scripts, languages. Thread-safe. */
final class WebFiles {
    static final String HOME = "index.html";

    /** No script or style but our files, no request to anywhere else: what a model writes can't reach out. */
    static final String CONTENT_POLICY = "default-src 'self'; img-src 'self' data: blob:; object-src 'none'; base-uri 'none'; "
            + "form-action 'none'; frame-ancestors 'none'";

    /** Those of libraries keep the names their makers gave them. */
    private static final Pattern NAME = Pattern.compile("([a-z][a-z0-9-]{0,40}/){0,4}[a-z][A-Za-z0-9-]{0,40}(\\.(es|esm|min))?\\.(html|css|js|mjs|json|svg)");
    private static final Map<String, String> TYPES = Map.of(
            "html", "text/html; charset=utf-8",
            "css", "text/css; charset=utf-8",
            "js", "text/javascript; charset=utf-8",
            "mjs", "text/javascript; charset=utf-8",
            "json", "application/json; charset=utf-8",
            "svg", "image/svg+xml");

    /** Only files that exist get in, so it can't grow beyond them. */
    private final Map<String, WebFile> files = new ConcurrentHashMap<>();

    private record WebFile(byte[] bytes, String type, String tag) {}

    /** Sends one; a browser that has it gets only told so. */
    void send(Exchange exchange, String name) throws IOException {
        WebFile file = find(name).orElseThrow(() -> new ApiException(Kind.NOT_FOUND, "there is no such file"));
        exchange.setHeader("Content-Security-Policy", CONTENT_POLICY);
        exchange.setHeader("X-Content-Type-Options", "nosniff");
        exchange.setHeader("Referrer-Policy", "no-referrer");
        exchange.setHeader("Cross-Origin-Resource-Policy", "same-origin");
        exchange.setHeader("Cross-Origin-Opener-Policy", "same-origin");
        // Asked for each time, sent only when changed: a new version of the program shows at once.
        exchange.setHeader("Cache-Control", "no-cache");
        exchange.setHeader("ETag", file.tag());
        if (exchange.header("If-None-Match").filter(file.tag()::equals).isPresent()) {
            exchange.respondEmpty(304);
        } else {
            exchange.respond(200, file.type(), file.bytes());
        }
    }

    private Optional<WebFile> find(String name) throws IOException {
        if (!NAME.matcher(name).matches()) {
            return Optional.empty();
        }
        WebFile known = files.get(name);
        if (known != null) {
            return Optional.of(known);
        }
        try (InputStream in = WebFiles.class.getResourceAsStream("web/" + name)) {
            if (in == null) {
                return Optional.empty();
            }
            byte[] bytes = in.readAllBytes();
            WebFile file = new WebFile(bytes, TYPES.get(name.substring(name.lastIndexOf('.') + 1)), '"' + digest(bytes) + '"');
            files.put(name, file);
            return Optional.of(file);
        }
    }

    private static String digest(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes), 0, 12);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
