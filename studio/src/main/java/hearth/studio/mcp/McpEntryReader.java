package hearth.studio.mcp;

import hearth.studio.mcp.client.McpTarget;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Reads one server as the file describes it. For one server. */
final class McpEntryReader {
    private static final int MAX_NAME = 100;
    private static final int MAX_ITEMS = 200;
    private static final int MAX_TEXT = 32 << 10;
    private static final Set<String> FOR_PROGRAMS = Set.of("command", "args", "env", "cwd", "type", "disabled");
    private static final Set<String> FOR_ADDRESSES = Set.of("url", "headers", "type", "disabled");
    private static final Set<String> PROGRAM_TYPES = Set.of("stdio");
    private static final Set<String> ADDRESS_TYPES = Set.of("http", "streamable-http", "streamableHttp");
    /** The client sets these itself. */
    private static final Set<String> OWN_HEADERS = Set.of("content-type", "accept", "content-length", "host", "connection", "mcp-session-id",
            "mcp-protocol-version", "expect", "upgrade", "transfer-encoding");
    private static final String HEADER_NAME = "[!#$%&'*+.^_`|~0-9A-Za-z-]{1,100}";

    private final String name;
    private final Map<String, Object> values;
    private final Path folder;

    /** Says what is wrong with a key. */
    private static final class Wrong extends RuntimeException {
        private static final long serialVersionUID = 1L;

        Wrong(String key, String rule) {
            super("\"" + key + "\" " + rule, null, false, false);
        }
    }

    private McpEntryReader(String name, Map<String, Object> values, Path folder) {
        this.name = name;
        this.values = values;
        this.folder = folder;
    }

    /** @param folder programs work in if they name none */
    @SuppressWarnings("unchecked")
    static McpEntry read(String name, Object value, Path folder) {
        String problem = nameProblem(name);
        if (problem.isEmpty() && !(value instanceof Map<?, ?>)) {
            problem = "its value is no object";
        }
        if (!problem.isEmpty()) {
            return new McpEntry(name, Optional.empty(), false, Optional.of(problem), List.of());
        }
        return new McpEntryReader(name, (Map<String, Object>) value, folder).read();
    }

    /** What is wrong with a name; empty if nothing is. */
    static String nameProblem(String name) {
        boolean fits = !name.isBlank() && name.length() <= MAX_NAME && name.codePoints().noneMatch(Character::isISOControl) && name.equals(name.strip());
        return fits ? "" : "its name must have 1 to " + MAX_NAME + " characters, none of them a control character, and no blanks around";
    }

    private McpEntry read() {
        boolean isProgram = values.get("command") != null;
        List<String> unused = values.keySet().stream().filter(key -> !(isProgram ? FOR_PROGRAMS : FOR_ADDRESSES).contains(key)).toList();
        boolean isDisabled = Boolean.TRUE.equals(values.get("disabled"));
        try {
            if (values.get("disabled") != null && !(values.get("disabled") instanceof Boolean)) {
                throw new Wrong("disabled", "must be true or false");
            }
            if (isProgram && values.get("url") != null) {
                throw new Wrong("url", "stands beside \"command\": one of them says where the server is");
            }
            checkType(isProgram ? PROGRAM_TYPES : ADDRESS_TYPES);
            return new McpEntry(name, Optional.of(isProgram ? program() : address()), isDisabled, Optional.empty(), unused);
        } catch (Wrong e) {
            return new McpEntry(name, Optional.empty(), isDisabled, Optional.of(e.getMessage()), unused);
        }
    }

    private void checkType(Set<String> known) {
        Object type = values.get("type");
        if ("sse".equals(type)) {
            throw new Wrong("type", "is \"sse\", the old transport of HTTP, which Hearth does not speak; most servers also have an address for \"http\"");
        }
        if (type != null && !known.contains(type)) {
            throw new Wrong("type", "must be one of " + String.join(", ", known.stream().sorted().toList()) + " here, or be left out");
        }
    }

    private McpTarget program() {
        String command = text("command", values.get("command"));
        if (command.isBlank()) {
            throw new Wrong("command", "is empty");
        }
        List<String> arguments = values.get("args") == null ? List.of() : list(values.get("args"));
        Path place = folder;
        if (values.get("cwd") != null) {
            try {
                place = folder.resolve(text("cwd", values.get("cwd")));
            } catch (InvalidPathException e) {
                throw new Wrong("cwd", "is no path");
            }
        }
        Map<String, String> environment = texts("env");
        environment.keySet().stream().filter(key -> key.isEmpty() || key.contains("=")).findAny().ifPresent(key -> {
            throw new Wrong("env", "has a name that is none");
        });
        return new McpTarget.Program(command, arguments, environment, place);
    }

    private List<String> list(Object value) {
        if (!(value instanceof List<?> list) || list.size() > MAX_ITEMS) {
            throw new Wrong("args", "must be a list of at most " + MAX_ITEMS + " texts");
        }
        return list.stream().map(each -> text("args", each)).toList();
    }

    private McpTarget address() {
        if (values.get("url") == null) {
            throw new Wrong("command", "is missing, and \"url\" too: one of them says where the server is");
        }
        URI uri;
        try {
            uri = new URI(text("url", values.get("url")));
        } catch (URISyntaxException e) {
            throw new Wrong("url", "is no address");
        }
        boolean isWeb = "https".equalsIgnoreCase(uri.getScheme()) || "http".equalsIgnoreCase(uri.getScheme());
        if (!isWeb || uri.getHost() == null || uri.getRawUserInfo() != null || uri.getRawFragment() != null) {
            throw new Wrong("url", "must be an address with http or https and a host, without a login (that goes under \"headers\")");
        }
        Map<String, String> headers = texts("headers");
        headers.forEach((key, value) -> {
            if (!key.matches(HEADER_NAME) || OWN_HEADERS.contains(key.toLowerCase(Locale.ROOT))) {
                throw new Wrong("headers", "has a name that is none, or that Hearth sets itself");
            }
            if (!value.chars().allMatch(each -> each == '\t' || each >= ' ' && each != 0x7f && each < 0x100)) {
                throw new Wrong("headers", "has a value that no header can have");
            }
        });
        return new McpTarget.Address(uri, headers);
    }

    private Map<String, String> texts(String key) {
        Object value = values.get(key);
        Map<String, String> texts = new LinkedHashMap<>();
        if (value == null) {
            return texts;
        }
        if (!(value instanceof Map<?, ?> map) || map.size() > MAX_ITEMS) {
            throw new Wrong(key, "must be an object with at most " + MAX_ITEMS + " texts");
        }
        map.forEach((each, text) -> texts.put((String) each, text(key, text)));
        return texts;
    }

    private static String text(String key, Object value) {
        if (!(value instanceof String text) || text.length() > MAX_TEXT || text.indexOf('\0') >= 0) {
            throw new Wrong(key, "has a value that is no text, or has more than " + MAX_TEXT + " characters");
        }
        return text;
    }
}
