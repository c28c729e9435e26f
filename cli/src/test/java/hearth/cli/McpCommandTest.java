package hearth.cli;

import static org.assertj.core.api.Assertions.assertThat;

import hearth.cli.CommandRunner.Outcome;
import hearth.json.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Timeout(120)
class McpCommandTest {
    private static final String SECRET = "sk-very-secret-4711";
    /** Answers the first request and the second, whatever they are: the handshake and the list of tools. */
    private static final String SERVER = """
            read line
            printf '%s\\n' '{"jsonrpc":"2.0","id":1,"result":{"protocolVersion":"2025-06-18","capabilities":{},"serverInfo":{"name":"shell","version":"2"}}}'
            read line
            read line
            printf '%s\\n' '{"jsonrpc":"2.0","id":2,"result":{"tools":[{"name":"one","description":"Does\\tone.\\u001b[31m\\nWell."},{"name":"two"},{"name":""}]}}'
            cat > /dev/null
            """;

    @TempDir
    private Path folder;

    private CommandRunner hearth;
    private Path file;

    @BeforeEach
    void prepare() throws IOException {
        hearth = new CommandRunner(folder);
        file = Files.createDirectories(folder.resolve("home")).resolve(".hearth").resolve("mcp.json");
    }

    private Map<?, ?> servers() throws IOException {
        return (Map<?, ?>) Json.parseObject(Files.readString(file)).get("mcpServers");
    }

    @Test
    void serversAreAddedListedAndRemoved() throws IOException {
        hearth.variable("KEY", SECRET).variable("X_API_KEY", SECRET);
        assertThat(hearth.run("mcp", "list").out()).matches("NAME +KIND +SERVER +STATE +\n");
        Outcome added = hearth.run("mcp", "add", "files", "--env", "KEY", "--env", "MODE=a=b", "--folder", folder.toString(), "--", "npx", "-y", "server", "--", "/data");
        assertThat(added.code()).as(added.err()).isZero();
        assertThat(hearth.run("mcp", "add", "search", "--url", "https://a.example/mcp?k=1", "--header", "X-Api-Key", "--header", "Accept-Language: de").code()).isZero();
        assertThat(servers()).isEqualTo(Map.of(
                "files", Map.of("command", "npx", "args", List.of("-y", "server", "--", "/data"), "env", Map.of("KEY", SECRET, "MODE", "a=b"), "cwd", folder.toString()),
                "search", Map.of("url", "https://a.example/mcp?k=1", "headers", Map.of("X-Api-Key", SECRET, "Accept-Language", "de"))));
        Outcome listed = hearth.run("mcp", "list");
        assertThat(listed.out().lines().skip(1).toList()).satisfiesExactly(
                line -> assertThat(line).matches("files +program +npx +enabled +"), line -> assertThat(line).matches("search +address +https://a.example/mcp +enabled +"));
        assertThat(listed.out() + listed.err() + added.out() + added.err()).doesNotContain(SECRET);
        assertThat(hearth.run("mcp", "add", "files", "--", "other").err()).contains("already there; --force replaces it");
        assertThat(hearth.run("mcp", "add", "files", "--force", "--", "other").code()).isZero();
        assertThat(hearth.run("mcp", "remove", "files").err()).isEqualTo("removed 'files'\n");
        assertThat(hearth.run("mcp", "remove", "files").code()).isEqualTo(ExitCode.ERROR);
        assertThat(servers().keySet()).hasToString("[search]");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "mcp | 2 | one of list, add, remove, test", "mcp add x | 2 | either a program after -- or --url", "mcp add x --url http://a -- b | 2 | either a program", "mcp add x npx -y y | 2 | Unknown option",
        "mcp add x --url http://a --env A=b | 2 | --env and --folder are for programs", "mcp add x --header A -- b | 2 | --header is for servers", "mcp add x --env NOT_THERE -- b | 1 | NOT_THERE has no value",
        "mcp add x --url ftp://a | 1 | x: \"url\" must be an address", "mcp test x | 1 | there is no MCP server", "mcp remove x | 1 | there is no MCP server"
    })
    void wrongUseIsTold(String line, int code, String message) {
        Outcome outcome = hearth.run(line.split(" "));
        assertThat(outcome.code()).isEqualTo(code);
        assertThat(outcome.err()).startsWith("Error: ").contains(message.strip());
        assertThat(file).doesNotExist();
    }

    @Test
    void problemsOfTheFileAreTold() throws IOException {
        Files.createDirectories(file.getParent());
        Files.writeString(file, "{\"mcpServers\": {\"a\": {\"command\": 1}, \"b\": {\"command\": \"x\", \"timeout\": 1, \"disabled\": true}}}");
        Outcome listed = hearth.run("mcp", "list");
        assertThat(listed.out()).containsPattern("a +- +- +not usable").containsPattern("b +program +x +disabled");
        assertThat(listed.err()).contains("Warning: a: \"command\" has a value that is no text", "Warning: b: no effect here: timeout");
        Files.writeString(file, "{secret");
        assertThat(hearth.run("mcp", "list").err()).startsWith("Error: ").contains("mcp.json is no JSON object").doesNotContain("secret").hasLineCount(1);
    }

    @Test
    void aServerIsTested() {
        assertThat(hearth.run("mcp", "add", "shell", "--", "sh", "-c", SERVER).code()).isZero();
        Outcome tested = hearth.run("mcp", "test", "shell");
        assertThat(tested.code()).as(tested.err()).isZero();
        assertThat(tested.out().lines().toList()).satisfiesExactly(line -> assertThat(line).matches("shell 2, protocol 2025-06-18, 2 tools, ready after \\d+ ms"),
                line -> assertThat(line).isEqualTo("  one: Does one. [31m Well."), line -> assertThat(line).isEqualTo("  two"));
        assertThat(tested.err()).contains("Warning: a tool has no name");
        hearth.run("mcp", "add", "broken", "--env", "KEY=" + SECRET, "--", "sh", "-c", "echo bad $KEY >&2; exit 3");
        Outcome broken = hearth.run("mcp", "test", "broken");
        assertThat(broken.code()).isEqualTo(ExitCode.ERROR);
        assertThat(broken.err()).contains("Error: broken: the program has ended with code 3").doesNotContain(SECRET);
    }
}
