package hearth.studio.mcp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import hearth.json.Json;
import hearth.studio.mcp.client.McpLimits;
import hearth.studio.mcp.client.McpTarget;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class McpFileTest {
    @TempDir
    private Path folder;

    private Path path;
    private McpFile file;

    @BeforeEach
    void prepare() {
        path = folder.resolve("hearth").resolve("mcp.json");
        file = new McpFile(new McpOptions(path, folder, "1", McpLimits.usual()));
    }

    private McpEntry read(String server) throws IOException {
        Files.createDirectories(path.getParent());
        Files.writeString(path, "{\"mcpServers\": {\"one\": " + server.replace('\'', '"') + "}}");
        return file.read().getFirst();
    }

    @Test
    void theFormatOfOthersIsRead() throws IOException {
        assertThat(file.read()).isEmpty();
        McpEntry program = read("{'command': 'npx', 'args': ['-y', 'x'], 'env': {'KEY': 'v'}, 'cwd': 'work', 'timeout': 5, 'autoApprove': []}");
        assertThat(program.target()).contains(new McpTarget.Program("npx", List.of("-y", "x"), Map.of("KEY", "v"), folder.resolve("work")));
        assertThat(program.unused()).containsExactly("timeout", "autoApprove");
        McpEntry address = read("{'type': 'http', 'url': 'https://a.example/mcp', 'headers': {'Authorization': 'Bearer x'}, 'disabled': true}");
        assertThat(address.target()).contains(new McpTarget.Address(URI.create("https://a.example/mcp"), Map.of("Authorization", "Bearer x")));
        assertThat(address.isDisabled()).isTrue();
        assertThat(address.problem()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '#', value = {
        "5 | its value is no object", "{} | \"command\" is missing, and \"url\" too", "{'command': ''} | \"command\" is empty", "{'command': 5} | \"command\" has a value that is no text",
        "{'command': 'a', 'args': 'b'} | \"args\" must be a list", "{'command': 'a', 'args': [1]} | \"args\" has a value that is no text", "{'command': 'a', 'env': []} | \"env\" must be an object",
        "{'command': 'a', 'env': {'K': 1}} | \"env\" has a value that is no text", "{'command': 'a', 'env': {'K=': ''}} | \"env\" has a name that is none", "{'command': 'a', 'url': 'http://b'} | \"url\" stands beside",
        "{'command': 'a', 'type': 'http'} | \"type\" must be one of stdio", "{'url': 'ftp://a'} | \"url\" must be an address with http or https", "{'url': 'http://u:p@a/'} | without a login", "{'url': 'a b'} | \"url\" is no address",
        "{'url': 'http://a', 'type': 'sse'} | the old transport", "{'url': 'http://a', 'headers': {'a b': 'c'}} | \"headers\" has a name", "{'url': 'http://a', 'headers': {'Host': 'c'}} | \"headers\" has a name",
        "{'url': 'http://a', 'headers': {'a': 'b\\nc'}} | \"headers\" has a value that no header can have", "{'command': 'a', 'disabled': 'yes'} | \"disabled\" must be true or false"
    })
    void whatIsWrongIsNamed(String server, String problem) throws IOException {
        McpEntry entry = read(server);
        assertThat(entry.name()).isEqualTo("one");
        assertThat(entry.target()).isEmpty();
        assertThat(entry.problem().orElseThrow()).contains(problem);
    }

    @ParameterizedTest
    @ValueSource(strings = {"secret-text", "[]", "{\"mcpServers\": []}", "{\"mcpServers\": {\"a\": {}, \"a\": {}}}", "{\"mcpServers\": secret-text}"})
    void aFileThatIsNoneIsRefusedAndNotQuoted(String text) throws IOException {
        Files.createDirectories(path.getParent());
        Files.writeString(path, text);
        assertThatThrownBy(file::read).isInstanceOf(McpFileException.class).hasMessageContaining("mcp.json").hasMessageNotContaining("secret-text");
        assertThatThrownBy(() -> file.put("x", Map.of("command", "y"))).isInstanceOf(McpFileException.class);
        assertThat(Files.readString(path)).isEqualTo(text);
    }

    @Test
    void oneBadServerDoesNotHideTheOthers() throws IOException {
        Files.createDirectories(path.getParent());
        Files.writeString(path, "{\"mcpServers\": {\"bad\": 1, \"\": {}, \"good\": {\"command\": \"a\"}}}");
        assertThat(file.read()).extracting(McpEntry::problem).extracting(Optional::isPresent).containsExactly(true, true, false);
    }

    @Test
    void whatIsWrittenKeepsTheRestAndIsForItsOwner() throws IOException {
        Files.createDirectories(path.getParent());
        Files.writeString(path, "{\"theme\": \"dark\", \"mcpServers\": {\"old\": {\"command\": \"a\", \"alwaysAllow\": [1.5, null]}}, \"inputs\": []}");
        file.put("new", Map.of("command", "b"));
        Map<String, Object> whole = Json.parseObject(Files.readString(path));
        assertThat(whole.keySet()).containsExactly("theme", "mcpServers", "inputs");
        assertThat(((Map<?, ?>) whole.get("mcpServers")).get("old")).isEqualTo(Json.parse("{\"command\": \"a\", \"alwaysAllow\": [1.5, null]}"));
        assertThat(file.read()).extracting(McpEntry::name).containsExactly("old", "new");
        if (path.getFileSystem().supportedFileAttributeViews().contains("posix")) {
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(path))).isEqualTo("rw-------");
        }
        assertThat(file.remove("old")).isTrue();
        assertThat(file.remove("old")).isFalse();
        assertThatThrownBy(() -> file.put("bad", Map.of("command", ""))).hasMessageContaining("bad: \"command\" is empty");
        assertThat(file.read()).extracting(McpEntry::name).containsExactly("new");
        try (var left = Files.list(path.getParent())) {
            assertThat(left).containsExactly(path);
        }
    }
}
