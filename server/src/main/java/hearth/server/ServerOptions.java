package hearth.server;

import hearth.server.http.Binding;
import hearth.server.http.HttpLimits;
import java.util.List;
import java.util.Set;

/**
 * Where a server listens and whom it answers.
 *
 * @param hostNames names it answers to besides those of this machine
 * @param origins web pages that may call besides those of this machine; {@code *} = all
 * @param tokens of which a client must send one; none = no token is asked for
 * @param open whether it may listen to other machines without a token
 * @param prunes whether blobs that no model uses any more are removed from the store at the start
 */
public record ServerOptions(
        Binding binding, HttpLimits limits, Set<String> hostNames, Set<String> origins, List<String> tokens, boolean open, boolean prunes) {
    /** Ollama's port: its clients look there. */
    public static final int DEFAULT_PORT = 11434;

    public ServerOptions {
        hostNames = Set.copyOf(hostNames);
        origins = Set.copyOf(origins);
        tokens = List.copyOf(tokens);
        if (tokens.stream().anyMatch(String::isBlank)) {
            throw new IllegalArgumentException("an API token is empty");
        }
    }

    /** This machine only, any free port, no token, nothing pruned: for tests and programs that embed a server. */
    public static ServerOptions local() {
        return new ServerOptions(
                new Binding("127.0.0.1", 0, java.util.Optional.empty()), HttpLimits.defaults(), Set.of(), Set.of(), List.of(), false, false);
    }

    public ServerOptions withBinding(Binding value) {
        return new ServerOptions(value, limits, hostNames, origins, tokens, open, prunes);
    }

    public ServerOptions withLimits(HttpLimits value) {
        return new ServerOptions(binding, value, hostNames, origins, tokens, open, prunes);
    }

    public ServerOptions withTokens(List<String> value) {
        return new ServerOptions(binding, limits, hostNames, origins, value, open, prunes);
    }

    public ServerOptions withOrigins(Set<String> value) {
        return new ServerOptions(binding, limits, hostNames, value, tokens, open, prunes);
    }

    public ServerOptions withOpen(boolean value) {
        return new ServerOptions(binding, limits, hostNames, origins, tokens, value, prunes);
    }

    public ServerOptions withPrunes(boolean value) {
        return new ServerOptions(binding, limits, hostNames, origins, tokens, open, value);
    }
}
