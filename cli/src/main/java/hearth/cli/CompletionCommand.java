package hearth.cli;

import java.util.concurrent.Callable;
import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code hearth completion bash|zsh|fish}. */
@Command(
        name = "completion",
        description = "Print a script that teaches your shell to complete hearth's commands and options.",
        footer = {
            "%nExamples:",
            "  source <(hearth completion bash)                              in ~/.bashrc",
            "  source <(hearth completion zsh)                               in ~/.zshrc, after compinit",
            "  hearth completion fish > ~/.config/fish/completions/hearth.fish"
        })
final class CompletionCommand implements Callable<Integer> {
    enum Shell {
        bash,
        zsh,
        fish
    }

    @Spec
    private CommandSpec spec;

    @Parameters(paramLabel = "SHELL", description = "One of: ${COMPLETION-CANDIDATES}.")
    private Shell shell;

    private final CommandIo io;

    CompletionCommand(CommandIo io) {
        this.io = io;
    }

    @Override
    public Integer call() {
        CommandLine root = spec.root().commandLine();
        // One script serves bash and zsh: it switches zsh to bash's completion rules itself.
        io.out().print(shell == Shell.fish ? FishCompletion.script(root) : AutoComplete.bash("hearth", root));
        return ExitCode.OK;
    }
}
