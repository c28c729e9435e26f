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
import java.security.SecureRandom;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Gets access when a registry answers 401: with each {@link RegistryLogin} in turn, until the registry is content. What it gets belongs
 * to one registry host and is never sent elsewhere, and tokens are asked for only at that host or at one listed here, whatever the
 * registry says. Safe for many threads.
 */
public final class RegistryAccess {
    private static final Map<String, Set<String>> REALM_HOSTS = Map.of(ModelName.DEFAULT_HOST, Set.of("ollama.com"));
    private static final Pattern PARAMETER = Pattern.compile("([a-z]+)=\"([^\"]*)\"");
    private static final int MAX_TOKEN_BYTES = 64 << 10;
    private static final int NONCE_BYTES = 16;

    private final Map<String, Login> logins = new HashMap<>(); // by model: tokens are for one

    /** How far the login for one model is. */
    private static final class Login {
        final List<RegistryLogin> ways;
        int way = -1;
        String challenge = "";
        Optional<String> authorization = Optional.empty();
        boolean accepted;

        Login(List<RegistryLogin> ways) {
            this.ways = ways;
        }
    }

    /** What the registry said it wants. */
    private record Challenge(boolean basic, URI realm, List<String> query) {}

    /** The headers of a request about this model. */
    public synchronized Map<String, String> headers(ModelName name) {
        Map<String, String> headers = new LinkedHashMap<>();
        Login login = logins.get(keyOf(name));
        if (login != null) {
            login.authorization.ifPresent(value -> headers.put("Authorization", value));
        }
        return headers;
    }

    /** Notes that the registry took the last login: when it is refused later it has expired, and the same is done again. */
    public synchronized void accepted(ModelName name) {
        Login login = logins.get(keyOf(name));
        if (login != null) {
            login.accepted = login.authorization.isPresent();
        }
    }

    /** Notes that the last login, however fresh, does not do, and tells whether there is another way. */
    public synchronized boolean canTryAnother(ModelName name) {
        Login login = logins.get(keyOf(name));
        if (login == null || login.way + 1 >= login.ways.size()) {
            return false;
        }
        login.accepted = false;
        return true;
    }

    /** Where a registry has a model; plain http only for a registry on this machine that the user vouched for. */
    public static URI baseUri(ModelName name, DownloadOptions options) {
        int colon = name.host().indexOf(':');
        String host = colon < 0 ? name.host() : name.host().substring(0, colon);
        int port = colon < 0 ? -1 : Integer.parseInt(name.host().substring(colon + 1));
        boolean plain = options.trusts(host, port) && (host.equals("localhost") || host.startsWith("127."));
        return URI.create((plain ? "http://" : "https://") + name.host() + "/v2/" + name.namespace() + "/" + name.model() + "/");
    }

    /** Asks again for what was refused to read the challenge, then logs in. */
    public void logIn(URI refused, ModelName name, WebClient web, Cancellation cancellation) {
        String header;
        try (Answer answer = web.get(refused, Map.of(), cancellation)) {
            header = answer.status() == 401 ? answer.headers().firstValue("WWW-Authenticate").orElse("") : "";
        }
        logIn(refused, header, name, web, cancellation);
    }

    /**
     * Logs in as a refusal's {@code WWW-Authenticate} asks, in the next way there is.
     *
     * @param header empty for the one before
     * @throws StoreException if no way is left
     */
    public synchronized void logIn(URI refused, String header, ModelName name, WebClient web, Cancellation cancellation) {
        Map<String, String> environment = web.options().environment();
        Login login = logins.computeIfAbsent(keyOf(name), _ -> new Login(RegistryLogin.of(name.host(), environment)));
        if (!header.isEmpty()) {
            login.challenge = header;
        }
        login.authorization = Optional.empty();
        if (!login.accepted) {
            login.way++;
        }
        login.accepted = false;
        for (; login.way < login.ways.size(); login.way++) {
            RegistryLogin way = login.ways.get(login.way);
            if (way instanceof RegistryLogin.Token token) {
                login.authorization = Optional.of(token.authorization());
            } else {
                login.authorization = authorization(way, challenge(login.challenge, refused, name), web, cancellation);
            }
            if (login.authorization.isPresent()) {
                return;
            }
        }
        throw new StoreException("the registry asks for a login" + hint(login.ways, name));
    }

    private static String hint(List<RegistryLogin> ways, ModelName name) {
        if (ways.stream().anyMatch(way -> way instanceof RegistryLogin.Password || way instanceof RegistryLogin.Token)) {
            return "; it does not take the one in " + RegistryLogin.LOGINS;
        }
        boolean hasKey = ways.stream().anyMatch(RegistryLogin.Signed.class::isInstance);
        String refused = hasKey ? "; it does not let the owner of this key in" : "";
        if (name.host().equals(ModelName.DEFAULT_HOST)) {
            return hasKey ? refused + ", whose public half belongs into an account at ollama.com"
                    : "; a key for it, .ollama/id_ed25519 in the home folder, is made by 'ssh-keygen -t ed25519'";
        }
        return refused + "; " + RegistryLogin.LOGINS + " may hold one for this host";
    }

    /** Empty if the login is refused. */
    private static Optional<String> authorization(RegistryLogin way, Challenge challenge, WebClient web, Cancellation cancellation) {
        if (challenge.basic) {
            return way instanceof RegistryLogin.Password password ? Optional.of(password.authorization()) : Optional.empty();
        }
        URI uri = uri(challenge, way);
        Map<String, String> headers = switch (way) {
            case RegistryLogin.Password password -> Map.of("Authorization", password.authorization());
            case RegistryLogin.Signed signed -> Map.of("Authorization", RegistryKey.read(signed.file()).authorization("GET", uri));
            case RegistryLogin.Anonymous _, RegistryLogin.Token _ -> Map.of();
        };
        try {
            return Optional.of("Bearer " + token(web.getBytes(uri, headers, MAX_TOKEN_BYTES, "token", cancellation)));
        } catch (FetchException e) {
            // A server that knows nothing of such logins may call them malformed.
            if (e.status() >= 400 && e.status() < 500 && !e.isRetryable()) {
                return Optional.empty();
            }
            throw e;
        }
    }

    private static URI uri(Challenge challenge, RegistryLogin way) {
        List<String> query = new ArrayList<>(challenge.query);
        if (way instanceof RegistryLogin.Signed) {
            byte[] nonce = new byte[NONCE_BYTES];
            new SecureRandom().nextBytes(nonce);
            query.add("nonce=" + Base64.getUrlEncoder().withoutPadding().encodeToString(nonce));
            query.add("ts=" + Instant.now().getEpochSecond());
            // The address is signed as it is sent; this is the order in which Ollama puts it together.
            query.sort(null);
        }
        String plain = challenge.realm.toString().replaceFirst("\\?.*", "");
        return URI.create(query.isEmpty() ? plain : plain + "?" + String.join("&", query));
    }

    private static Challenge challenge(String header, URI refused, ModelName name) {
        if (header.regionMatches(true, 0, "Basic", 0, 5)) {
            return new Challenge(true, refused, List.of());
        }
        if (!header.regionMatches(true, 0, "Bearer ", 0, 7)) {
            throw new StoreException("the registry refuses access and does not say how to get it");
        }
        Map<String, String> parameters = new LinkedHashMap<>();
        Matcher matcher = PARAMETER.matcher(header);
        while (matcher.find()) {
            parameters.putIfAbsent(matcher.group(1), matcher.group(2));
        }
        URI realm = realm(parameters.getOrDefault("realm", ""), refused, name);
        List<String> query = new ArrayList<>();
        if (realm.getRawQuery() != null) {
            query.addAll(List.of(realm.getRawQuery().split("&")));
        }
        for (String key : List.of("service", "scope")) {
            for (String value : parameters.getOrDefault(key, "").split(" ")) {
                if (!value.isEmpty()) {
                    query.add(key + "=" + URLEncoder.encode(value, StandardCharsets.UTF_8));
                }
            }
        }
        return new Challenge(false, realm, query);
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
