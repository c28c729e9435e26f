package hearth.store.fetch;

import hearth.json.Json;
import hearth.json.JsonException;
import hearth.store.Cancellation;
import hearth.store.DownloadOptions;
import hearth.store.ModelName;
import hearth.store.StoreException;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Gets anonymous tokens when a registry answers 401. A token belongs to one registry host and is never sent elsewhere, and it
 * is asked for only at that host or at one listed here, whatever the registry says.
 */
public final class RegistryAccess {
    private static final Map<String, Set<String>> REALM_HOSTS = Map.of(ModelName.DEFAULT_HOST, Set.of("ollama.com"));
    private static final Pattern PARAMETER = Pattern.compile("([a-z]+)=\"([^\"]*)\"");
    private static final int MAX_TOKEN_BYTES = 64 << 10;
    private final Map<String, String> tokens = new ConcurrentHashMap<>();

    /** The token for this model, if one was asked for before. */
    public Optional<String> token(ModelName name) {
        return Optional.ofNullable(tokens.get(keyOf(name)));
    }

    /** The headers of a request about this model. */
    public Map<String, String> headers(ModelName name) {
        Map<String, String> headers = new LinkedHashMap<>();
        token(name).ifPresent(token -> headers.put("Authorization", "Bearer " + token));
        return headers;
    }

    /** Where a registry has a model; plain http only for a registry on this machine that the user vouched for. */
    public static URI baseUri(ModelName name, DownloadOptions options) {
        int colon = name.host().indexOf(':');
        String host = colon < 0 ? name.host() : name.host().substring(0, colon);
        int port = colon < 0 ? -1 : Integer.parseInt(name.host().substring(colon + 1));
        boolean plain = options.trusts(host, port) && (host.equals("localhost") || host.startsWith("127."));
        return URI.create((plain ? "http://" : "https://") + name.host() + "/v2/" + name.namespace() + "/" + name.model() + "/");
    }

    /** Asks again for what was refused to read the challenge, then fetches a token for it. */
    public void logIn(URI refused, ModelName name, WebClient web, Cancellation cancellation) {
        String header;
        try (Answer answer = web.get(refused, Map.of(), cancellation)) {
            header = answer.status() == 401 ? answer.headers().firstValue("WWW-Authenticate").orElse("") : "";
        }
        logIn(refused, header, name, web, cancellation);
    }

    /** Fetches the token that a refusal's {@code WWW-Authenticate} asks for. */
    public void logIn(URI refused, String header, ModelName name, WebClient web, Cancellation cancellation) {
        Map<String, String> challenge = challenge(header);
        URI realm = realm(challenge.getOrDefault("realm", ""), refused, name);
        StringBuilder query = new StringBuilder();
        for (String key : new String[] {"service", "scope"}) {
            for (String value : challenge.getOrDefault(key, "").split(" ")) {
                if (!value.isEmpty()) {
                    query.append(query.isEmpty() && realm.getRawQuery() == null ? '?' : '&').append(key).append('=')
                            .append(URLEncoder.encode(value, StandardCharsets.UTF_8));
                }
            }
        }
        byte[] bytes;
        try {
            bytes = web.getBytes(URI.create(realm + query.toString()), Map.of(), MAX_TOKEN_BYTES, "token",
                    cancellation);
        } catch (FetchException e) {
            throw e.status() == 401 || e.status() == 403 ? new StoreException("the registry asks for a login", e) : e;
        }
        tokens.put(keyOf(name), token(bytes));
    }

    private static Map<String, String> challenge(String header) {
        if (!header.regionMatches(true, 0, "Bearer ", 0, 7)) {
            throw new StoreException("the registry refuses access and does not say how to get it");
        }
        Map<String, String> parameters = new LinkedHashMap<>();
        Matcher matcher = PARAMETER.matcher(header);
        while (matcher.find()) {
            parameters.putIfAbsent(matcher.group(1), matcher.group(2));
        }
        return parameters;
    }

    private static URI realm(String text, URI registry, ModelName name) {
        try {
            URI realm = URI.create(text);
            String host = realm.getHost() == null ? "" : realm.getHost().toLowerCase(Locale.ROOT);
            boolean same = host.equals(registry.getHost().toLowerCase(Locale.ROOT)) && realm.getPort() == registry.getPort()
                    && registry.getScheme().equals(realm.getScheme());
            boolean listed = "https".equals(realm.getScheme()) && realm.getPort() < 0
                    && REALM_HOSTS.getOrDefault(name.host(), Set.of()).contains(host);
            if ((same || listed) && realm.getRawFragment() == null) {
                return realm;
            }
        } catch (IllegalArgumentException e) {
            throw new StoreException("the registry names a login address that is none", e);
        }
        throw new StoreException("refused to log in at another host than the registry's");
    }

    private static String token(byte[] bytes) {
        try {
            Map<String, Object> json = Json.parseObject(new String(bytes, StandardCharsets.UTF_8));
            Object token = json.getOrDefault("token", json.get("access_token"));
            // A header value must not carry line ends.
            if (token instanceof String text && text.matches("[\\x21-\\x7e]{1,16384}")) {
                return text;
            }
            throw new StoreException("the registry's login gave no token");
        } catch (JsonException e) {
            throw new StoreException("the registry's login answered no JSON", e);
        }
    }

    private static String keyOf(ModelName name) {
        return name.host() + "/" + name.namespace() + "/" + name.model();
    }
}
