package hearth.studio.mcp.client;

import hearth.json.Json;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;

/**
 * What a server offers, in its own words.
 *
 * @param title for people; the name if it has none
 * @param schema of the arguments, a JSON schema
 */
public record McpTool(String name, String title, String description, Map<String, Object> schema) {
    /** The same for the same definition: a tool that has become another one is told from what it was. */
    public String digest() {
        try {
            byte[] bytes = Json.write(List.of(name, description, schema)).getBytes(StandardCharsets.UTF_8);
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes), 0, 16);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
