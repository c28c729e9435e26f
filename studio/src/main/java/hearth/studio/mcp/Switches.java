package hearth.studio.mcp;

import hearth.json.Json;
import hearth.json.JsonException;
import hearth.studio.file.PrivateFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** Which servers the user has switched off on the page; kept in a file of its own, because the page never writes {@code mcp.json}. */
final class Switches {
    private static final int MAX_NAMES = 1000;

    private final Path file;
    private Set<String> off;

    Switches(Path file) {
        this.file = file;
    }

    synchronized boolean isOff(String name) {
        return names().contains(name);
    }

    synchronized void set(String name, boolean on) throws IOException {
        Set<String> changed = new TreeSet<>(names());
        if (on ? changed.remove(name) : changed.size() < MAX_NAMES && changed.add(name)) {
            PrivateFile.write(file, Json.write(Map.of("off", List.copyOf(changed))).getBytes(StandardCharsets.UTF_8));
            off = changed;
        }
    }

    private Set<String> names() {
        if (off == null) {
            Set<String> read = new TreeSet<>();
            try {
                if (Files.exists(file) && Json.parseObject(Files.readString(file)).get("off") instanceof List<?> list) {
                    list.forEach(each -> read.add(String.valueOf(each)));
                }
            } catch (IOException | JsonException e) {
                throw new McpFileException("the file " + file.getFileName() + " of the studio is damaged", e);
            }
            off = read;
        }
        return off;
    }
}
