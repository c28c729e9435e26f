package hearth.cli;

import static org.assertj.core.api.Assertions.assertThat;

import hearth.cli.CommandRunner.Outcome;
import hearth.store.Layer;
import hearth.store.LayerKind;
import hearth.store.Manifest;
import hearth.store.ModelName;
import hearth.store.ModelStore;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MainTest {
    private static final List<String> COMMANDS = List.of(
            "run", "serve", "studio", "ps", "stop", "pull", "push", "create", "list", "show", "rm", "cp", "verify", "pack", "convert", "lora", "quantize", "gguf", "bench",
            "perplexity", "compare", "imatrix", "complete", "embed", "tokenize", "detokenize", "template", "mcp", "version", "completion");

    @TempDir
    private Path folder;

    private CommandRunner hearth;

    @BeforeEach
    void prepare() {
        hearth = new CommandRunner(folder);
    }

    @Test
    void helpListsEveryCommandInOrder() {
        Outcome outcome = hearth.run("--help");
        assertThat(outcome.code()).isZero();
        assertThat(outcome.err()).isEmpty();
        String list = outcome.out().substring(outcome.out().indexOf("Commands:"), outcome.out().indexOf("Examples:"));
        List<String> names = list.lines()
                .filter(line -> line.matches("  [a-z].*"))
                .map(line -> line.strip().split("[ ,]")[0])
                .toList();
        assertThat(names).isEqualTo(COMMANDS);
        assertThat(hearth.run()).isEqualTo(outcome);
        assertThat(outcome.out()).contains("Exit codes: 0 done, 1 error, 2 wrong command line, 130");
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "run", "serve", "studio", "ps", "stop", "pull", "push", "create", "list", "ls", "show", "rm", "cp", "verify", "pack", "convert", "quantize", "gguf", "lora", "bench",
        "perplexity", "compare", "imatrix", "complete", "tokenize", "detokenize", "template", "mcp", "version",
        "completion"
    })
    void everyCommandHasHelpWithExamples(String command) {
        Outcome outcome = hearth.run(command, "--help");
        assertThat(outcome.code()).isZero();
        assertThat(outcome.err()).isEmpty();
        assertThat(outcome.out()).startsWith("Usage: hearth " + command.replace("ls", "list")).contains("Examples:").contains("  hearth ");
        assertThat(outcome.out().lines()).allSatisfy(line -> assertThat(line.length()).isLessThanOrEqualTo(120));
    }

    @ParameterizedTest
    @ValueSource(strings = {"gguf split", "gguf merge", "gguf edit", "gguf dump", "gguf hash", "gguf diff", "lora merge", "mcp list", "mcp add", "mcp remove", "mcp test"})
    void partsOfCommandsHaveHelpWithExamplesToo(String command) {
        String[] words = command.split(" ");
        Outcome outcome = hearth.run(words[0], words[1], "--help");
        assertThat(outcome.code()).isZero();
        assertThat(outcome.out()).startsWith("Usage: hearth " + command).contains("Examples:").contains("  hearth " + command);
    }

    @Test
    void versionIsTheProjectsVersion() {
        Outcome flag = hearth.run("--version");
        assertThat(flag.code()).isZero();
        assertThat(flag.out()).matches("hearth version \\d+\\.\\d+\\.\\d+\\R");
        assertThat(hearth.run("-v")).isEqualTo(flag);
        assertThat(hearth.run("version").out()).startsWith(flag.out()).contains("java " + Runtime.version());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "lst | Did you mean", "list --nope | Unknown option: '--nope'", "show | Missing required parameter: 'MODEL'",
        "rm | Missing required parameter", "cp one | Missing required parameter: 'DESTINATION'", "bench m -o xml | expected one of",
        "run --seed x m | Invalid value for option '--seed'", "run m --keepalive 5 | not a duration", "show m --file --license | mutually exclusive",
        "template m | Missing required option: '--case"
    })
    void aWrongCommandLineExitsWithTwo(String line, String message) {
        Outcome outcome = hearth.run(line.split(" "));
        assertThat(outcome.code()).isEqualTo(ExitCode.USAGE);
        assertThat(outcome.out()).isEmpty();
        assertThat(outcome.err()).startsWith("Error: ").contains(message.strip()).contains("--help");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "show nothing | model 'nothing' not found", "rm nothing | model 'nothing' not found", "cp nothing b | model 'nothing' not found", "push nothing | model 'nothing' not found",
        "create x -f /no/such | /no/such",
        "show ./missing.gguf | model './missing.gguf' not found", "run ./missing.gguf p --think | model './missing.gguf' not found",
        "tokenize m --file f text | either as arguments or with --file", "pull /x.gguf | not found",
        "complete m --prompt a --raw --system s | --raw turns off", "bench m -r 0 | -r must be", "bench m -p 0 -n 0 | nothing to measure"
    })
    void anErrorIsOneLineAndExitsWithOne(String line, String message) {
        Outcome outcome = hearth.run(line.split(" "));
        assertThat(outcome.code()).isEqualTo(ExitCode.ERROR);
        assertThat(outcome.out()).isEmpty();
        assertThat(outcome.err()).startsWith("Error: ").contains(message.strip()).hasLineCount(1);
    }

    @Test
    void listsCopiesAndRemovesStoredModels() {
        store("smollm2:135m");
        Outcome listed = hearth.run("list");
        assertThat(listed.code()).isZero();
        assertThat(listed.out().lines().toList().getFirst()).matches("NAME +ID +SIZE +MODIFIED +");
        assertThat(listed.out().lines().toList().get(1))
                .matches("smollm2:135m    [0-9a-f]{12}    1 KB    (Less than a|\\d+) seconds? ago    ");
        assertThat(hearth.run("cp", "smollm2:135m", "mine").out()).isEqualTo("copied 'smollm2:135m' to 'mine'\n");
        assertThat(hearth.run("ls", "MI").out()).contains("mine:latest").doesNotContain("smollm2");
        assertThat(hearth.run("rm", "mine", "smollm2:135m").out()).isEqualTo("deleted 'mine'\ndeleted 'smollm2:135m'\n");
        assertThat(hearth.run("list").out()).hasLineCount(1);
    }

    private void store(String name) {
        ModelStore store = ModelStore.open(folder.resolve("models"));
        Layer config = store.addBlob(Manifest.CONFIG_MEDIA_TYPE, "{}".getBytes(StandardCharsets.UTF_8));
        Layer weights = store.addBlob(LayerKind.MODEL.mediaType(), new byte[998]);
        store.publish(ModelName.parse(name), new Manifest(config, List.of(weights)).toBytes());
    }

    @ParameterizedTest
    @ValueSource(strings = {"bash", "zsh", "fish"})
    void completionKnowsEveryCommand(String shell) {
        Outcome outcome = hearth.run("completion", shell);
        assertThat(outcome.code()).isZero();
        assertThat(outcome.out()).contains(COMMANDS).contains("temperature");
    }

    @Test
    void warmUpIsSilentAndLeavesNothing() {
        assertThat(hearth.run("warm-up")).isEqualTo(new Outcome(0, "", ""));
        assertThat(folder).isEmptyDirectory();
    }

    @Test
    void completionOfAnUnknownShellIsAUsageError() {
        assertThat(hearth.run("completion", "tcsh").code()).isEqualTo(ExitCode.USAGE);
    }
}
