package hearth.studio.mcp;

import hearth.json.Json;
import hearth.json.JsonException;
import hearth.studio.file.PrivateFile;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The file {@code mcp.json}: an object {@code mcpServers} with a server under each name, as LM Studio, Claude Desktop and Cursor have
 * it. What Hearth does not know in it stays as it is. Written in one step, for its owner only: it may hold secrets. Thread-safe.
 */
public final class McpFile {
    private static final String SERVERS = "mcpServers";
    private static final int MAX_BYTES = 1 << 20;
    private static final int MAX_SERVERS = 64;

    private final Path file;
    private final Path folder;

    public McpFile(McpOptions options) {
        this.file = options.file();
        this.folder = options.folder();
    }

    /** Where it is, or would be. */
    public Path path() {
        return file;
    }

    /**
     * Its servers, in its order; none if it is not there.
     *
     * @throws McpFileException if it can't be read
     */
    public synchronized List<McpEntry> read() {
        List<McpEntry> entries = new ArrayList<>();
        servers(whole()).forEach((name, value) -> entries.add(McpEntryReader.read(name, value, folder)));
        return entries;
    }

    /**
     * Adds a server or puts it in the place of another.
     *
     * @param value as the file has it
     * @throws McpFileException if the file can't be read, or the server would not be taken from it
     */
    public synchronized void put(String name, Map<String, Object> value) throws IOException {
        McpEntry read = McpEntryReader.read(name, value, folder);
        if (read.problem().isPresent()) {
            throw new McpFileException(name + ": " + read.problem().get());
        }
        Map<String, Object> whole = whole();
        Map<String, Object> servers = new LinkedHashMap<>(servers(whole));
        servers.put(name, value);
        if (servers.size() > MAX_SERVERS) {
            throw new McpFileException(file + " may name at most " + MAX_SERVERS + " servers");
        }
        save(whole, servers);
    }

    /** Takes a server out; false if there is none of this name. */
    public synchronized boolean remove(String name) throws IOException {
        Map<String, Object> whole = whole();
        Map<String, Object> servers = new LinkedHashMap<>(servers(whole));
        if (!servers.containsKey(name)) {
            return false;
        }
        servers.remove(name);
        save(whole, servers);
        return true;
    }

    private void save(Map<String, Object> whole, Map<String, Object> servers) throws IOException {
        Map<String, Object> changed = new LinkedHashMap<>(whole);
        changed.put(SERVERS, servers);
        // The file itself is replaced where its name is a link to it.
        Path target = Files.exists(file) ? file.toRealPath() : file;
        PrivateFile.write(target, (Json.writePretty(changed) + "\n").getBytes(StandardCharsets.UTF_8));
    }

    private Map<String, Object> whole() {
        if (!Files.exists(file)) {
            return Map.of();
        }
        byte[] bytes;
        try (InputStream in = Files.newInputStream(file)) {
            bytes = in.readNBytes(MAX_BYTES + 1);
        } catch (IOException e) {
            throw new McpFileException(file + " can't be read", e);
        }
        if (bytes.length > MAX_BYTES) {
            throw new McpFileException(file + " has more than " + MAX_BYTES + " bytes");
        }
        try {
            String text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
            return text.isBlank() ? Map.of() : Json.parseObject(text);
        } catch (CharacterCodingException | JsonException e) {
            // The reader's words may quote the file.
            throw new McpFileException(file + " is no JSON object", e);
        }
    }

    @SuppressWarnings("unchecked")
    private Map<String, Object> servers(Map<String, Object> whole) {
        Object value = whole.get(SERVERS);
        if (value == null) {
            return Map.of();
        }
        if (!(value instanceof Map<?, ?> servers)) {
            throw new McpFileException(file + ": \"" + SERVERS + "\" is no object");
        }
        if (servers.size() > MAX_SERVERS) {
            throw new McpFileException(file + ": \"" + SERVERS + "\" has more than " + MAX_SERVERS + " servers");
        }
        return (Map<String, Object>) servers;
    }
}
