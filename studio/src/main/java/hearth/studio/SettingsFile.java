package hearth.studio;

import hearth.json.Json;
import hearth.json.JsonException;
import hearth.server.call.ApiException;
import hearth.server.call.ApiException.Kind;
import hearth.studio.file.PrivateFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/** What the pages keep between visits: presets, defaults of models, benchmark results. Thread-safe. */
final class SettingsFile {
    private static final int MAX_BYTES = 1 << 20;

    private final Path file;

    SettingsFile(Path folder) {
        this.file = folder.resolve("settings.json");
    }

    synchronized Map<String, Object> read() throws IOException {
        if (!Files.exists(file)) {
            return Map.of();
        }
        try {
            return Json.parseObject(Files.readString(file));
        } catch (JsonException e) {
            throw new ApiException(Kind.INTERNAL, "the file settings.json of the studio is damaged", e);
        }
    }

    synchronized void save(Map<String, Object> settings) throws IOException {
        byte[] bytes = Json.writePretty(settings).getBytes(StandardCharsets.UTF_8);
        if (bytes.length > MAX_BYTES) {
            throw new ApiException(Kind.TOO_LARGE, "the settings have more than " + MAX_BYTES + " bytes");
        }
        PrivateFile.write(file, bytes);
    }
}
