package hearth.store.fetch;

import hearth.store.ModelName;
import hearth.store.StoreException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** A way to get access to a registry that asks for a login. None of them prints what is secret. */
sealed interface RegistryLogin {
    /** Variable with {@code host=user:password} or {@code host=token}, several set apart by blanks. */
    String LOGINS = "HEARTH_REGISTRY_LOGIN";

    /** Variable with the path of a key for any registry; Ollama's own is for Ollama's registry only. */
    String KEY = "HEARTH_REGISTRY_KEY";

    /** A token for nobody, as registries hand them out for what everybody may read. */
    record Anonymous() implements RegistryLogin {}

    /** A token for the owner of a key. */
    record Signed(Path file) implements RegistryLogin {}

    /** A name and a password, for a token or for the registry itself. */
    final class Password implements RegistryLogin {
        private final String basic;

        private Password(String nameAndPassword) {
            basic = "Basic " + Base64.getEncoder().encodeToString(nameAndPassword.getBytes(StandardCharsets.UTF_8));
        }

        String authorization() {
            return basic;
        }
    }

    /** A token that the user has. */
    final class Token implements RegistryLogin {
        private final String bearer;

        private Token(String token) {
            bearer = "Bearer " + token;
        }

        String authorization() {
            return bearer;
        }
    }

    /**
     * The ways to try at a registry, in order. What is set for one host is offered to no other.
     *
     * @throws StoreException if the variable is malformed; its value is not told
     */
    static List<RegistryLogin> of(String host, Map<String, String> environment) {
        Optional<RegistryLogin> configured = configured(host, environment);
        if (configured.isPresent()) {
            return List.of(configured.get());
        }
        List<RegistryLogin> ways = new ArrayList<>(List.of(new Anonymous()));
        boolean isOllamas = host.equals(ModelName.DEFAULT_HOST);
        // Ollama's registry has tokens for those it knows. Whoever asks for a model chooses the host, so others see no key unasked.
        key(environment, isOllamas).ifPresent(key -> ways.add(isOllamas ? 0 : 1, new Signed(key)));
        return ways;
    }

    private static Optional<RegistryLogin> configured(String host, Map<String, String> environment) {
        int number = 0;
        for (String entry : environment.getOrDefault(LOGINS, "").strip().split("\\s+")) {
            number++;
            int equals = entry.indexOf('=');
            if (entry.isEmpty()) {
                continue;
            }
            String secret = entry.substring(equals + 1);
            if (equals < 1 || !secret.matches("[\\x21-\\x7e]+")) {
                throw new StoreException(LOGINS + ": entry " + number + " is neither host=user:password nor host=token");
            }
            if (entry.substring(0, equals).toLowerCase(Locale.ROOT).equals(host.toLowerCase(Locale.ROOT))) {
                return Optional.of(secret.contains(":") ? new Password(secret) : new Token(secret));
            }
        }
        return Optional.empty();
    }

    /** The key's file: the one that is named, or for Ollama's registry the one Ollama made, if it did. */
    private static Optional<Path> key(Map<String, String> environment, boolean isOllamas) {
        String named = environment.getOrDefault(KEY, "").strip();
        String home = environment.getOrDefault("HOME", environment.getOrDefault("USERPROFILE", "")).strip();
        try {
            if (!named.isEmpty()) {
                return Optional.of(Path.of(named));
            }
            return home.isEmpty() || !isOllamas
                    ? Optional.empty()
                    : Optional.of(Path.of(home, ".ollama", "id_ed25519")).filter(Files::isRegularFile);
        } catch (InvalidPathException e) {
            throw new StoreException(named.isEmpty() ? "HOME is no path" : KEY + " is no path", e);
        }
    }
}
