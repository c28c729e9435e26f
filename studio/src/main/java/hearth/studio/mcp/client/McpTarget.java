package hearth.studio.mcp.client;

import java.net.URI;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Where a server is. */
public sealed interface McpTarget {
    /**
     * A program that is started.
     *
     * @param environment beside the few variables that every program gets; may hold secrets, as the arguments may
     * @param folder it works in
     */
    record Program(String command, List<String> arguments, Map<String, String> environment, Path folder) implements McpTarget {
        private static final String NAMES_SECRET = "--?[\\w-]*(key|token|secret|password)[\\w-]*";

        public Program {
            arguments = List.copyOf(arguments);
            environment = Map.copyOf(environment);
        }

        @Override
        public String shown() {
            return command;
        }

        @Override
        public Stream<String> secrets() {
            Stream<String> words = IntStream.range(0, arguments.size()).filter(this::isSecret).mapToObj(arguments::get)
                    .flatMap(each -> Stream.of(each, each.replaceFirst("^--?[\\w-]+=", "").replaceFirst("(?i)^.*bearer ", "")));
            return Stream.concat(environment.values().stream(), words);
        }

        /** Words like {@code -y} or a folder are none; what a key's name stands before, a login, or an address with one, is. */
        private boolean isSecret(int at) {
            boolean named = at > 0 && arguments.get(at - 1).matches("(?i)" + NAMES_SECRET);
            return named || arguments.get(at).matches("(?is)" + NAMES_SECRET + "=.*|.*bearer .*|\\w+://[^/]*:[^/]*@.*");
        }

        @Override
        public String toString() {
            return "Program[" + command + "]";
        }
    }

    /**
     * An address that is asked.
     *
     * @param headers of each request; may hold secrets
     */
    record Address(URI uri, Map<String, String> headers) implements McpTarget {
        /** A longer one may be a key: some services have it there. */
        private static final int LONGEST_PATH = 16;

        public Address {
            headers = Map.copyOf(new LinkedHashMap<>(headers));
        }

        @Override
        public String shown() {
            String path = uri.getRawPath().length() > LONGEST_PATH ? "/…" : uri.getRawPath();
            return uri.getScheme() + "://" + uri.getHost() + (uri.getPort() < 0 ? "" : ":" + uri.getPort()) + path;
        }

        @Override
        public Stream<String> secrets() {
            Stream<String> words = headers.values().stream().flatMap(value -> Stream.concat(Stream.of(value), Stream.of(value.split(" "))));
            Stream<String> path = uri.getRawPath().length() > LONGEST_PATH ? Stream.of(uri.getRawPath().split("/")) : Stream.empty();
            return Stream.of(words, path, Stream.ofNullable(uri.getRawQuery())).flatMap(each -> each);
        }

        @Override
        public String toString() {
            return "Address[" + shown() + "]";
        }
    }

    /** For people: without what may be secret. */
    String shown();

    /** What must never be shown. */
    Stream<String> secrets();
}
