package hearth.cli;

import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where a server listens or is looked for, as {@code HEARTH_HOST} and Ollama's {@code OLLAMA_HOST} say it: {@code
 * [scheme://]host[:port][/path]}.
 *
 * @param host without brackets; empty in {@code :8080}, which means all addresses
 */
record ServerAddress(String scheme, String host, int port, String path) {
    static final int DEFAULT_PORT = 11434;
    private static final String LOOPBACK = "127.0.0.1";
    private static final int MAX_PORT = 65_535;
    private static final Pattern FORM =
            Pattern.compile("(?:(https?)://)?(\\[[0-9a-fA-F:.%]+]|[^:/\\[\\]]*|[0-9a-fA-F:]*::[0-9a-fA-F:]*)(?::(\\d{1,5}))?(/.*)?");

    /** This machine, the usual port, unless the variables say otherwise. */
    static ServerAddress of(Map<String, String> variables) {
        String text = variables.getOrDefault("HEARTH_HOST", variables.getOrDefault("OLLAMA_HOST", ""));
        return parse(text.strip().replaceAll("^[\"']|[\"']$", ""));
    }

    /** @throws CommandException if the text has another form */
    static ServerAddress parse(String text) {
        Matcher matcher = FORM.matcher(text);
        if (!matcher.matches()) {
            throw new CommandException("'" + text + "' is no server address such as 127.0.0.1:11434");
        }
        String scheme = matcher.group(1) == null ? "http" : matcher.group(1);
        int usual = matcher.group(1) == null ? DEFAULT_PORT : scheme.equals("https") ? 443 : 80;
        int port = matcher.group(3) == null ? usual : Integer.parseInt(matcher.group(3));
        if (port > MAX_PORT) {
            throw new CommandException("'" + text + "': a port is at most " + MAX_PORT);
        }
        String host = matcher.group(2).replaceAll("^\\[|]$", "");
        boolean bare = host.isEmpty() && matcher.group(3) == null;
        String path = matcher.group(4) == null ? "" : matcher.group(4).replaceAll("/+$", "");
        return new ServerAddress(scheme, bare ? LOOPBACK : host, port, path);
    }

    /** The address to listen on. */
    String bindHost() {
        return host.isEmpty() ? "0.0.0.0" : host;
    }

    /** The address to call: a server that listens everywhere is found on this machine. */
    String url() {
        String called = host.isEmpty() || host.equals("0.0.0.0") ? LOOPBACK : host.equals("::") ? "::1" : host;
        return scheme + "://" + (called.contains(":") ? "[" + called + "]" : called) + ":" + port + path;
    }
}
