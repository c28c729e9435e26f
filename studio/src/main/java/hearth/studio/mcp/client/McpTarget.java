package hearth.studio.mcp.client;

import java.net.URI;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
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
            return Stream.concat(environment.values().stream(), arguments.stream().filter(Program::isSecret).map(each -> each.replaceFirst("^--?[\\w-]+=", "")));
        }

        /** Words like {@code -y} or a folder are none; what names itself a key, or is an address with a login, is. */
        private static boolean isSecret(String argument) {
            return argument.matches("(?i)--?[\\w-]*(key|token|secret|password)[\\w-]*=.*|\\w+://[^/]*:[^/]*@.*");
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
        public Address {
            headers = Map.copyOf(new LinkedHashMap<>(headers));
        }

        @Override
        public String shown() {
            return uri.getScheme() + "://" + uri.getHost() + (uri.getPort() < 0 ? "" : ":" + uri.getPort()) + uri.getPath();
        }

        @Override
        public Stream<String> secrets() {
            Stream<String> words = headers.values().stream().flatMap(value -> Stream.concat(Stream.of(value), Stream.of(value.split(" "))));
            return Stream.concat(words, Stream.ofNullable(uri.getRawQuery()));
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
