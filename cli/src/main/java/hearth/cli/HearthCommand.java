package hearth.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

/** The command itself: without a subcommand it shows its help. */
@Command(
        name = "hearth",
        description = "Runs large language models on this machine.",
        synopsisSubcommandLabel = "COMMAND",
        footer = {
            "%nExamples:",
            "  hearth run smollm2:135m \"Why is the sky blue?\"",
            "  hearth run                          chat with the default model",
            "  cat notes.txt | hearth run smollm2:135m \"Summarize this:\"",
            "  hearth list",
            "%nWherever a command takes MODEL, a name, a file or a folder works.",
            "%nEnvironment:",
            "  HEARTH_MODELS      folder of the models; else OLLAMA_MODELS, else the one that",
            "                     is there: .hearth/models or .ollama/models in your home",
            "  HEARTH_NOHISTORY   1: keep no history of the chat's prompts",
            "  HEARTH_JAVA_OPTS   more options for the JVM",
            "  HEARTH_DEBUG       1: show where an error comes from",
            "  JAVA_HOME          the JDK to use (25 or newer)",
            "%nExit codes: 0 done, 1 error, 2 wrong command line, 130 stopped by Ctrl-C."
        })
final class HearthCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            scope = ScopeType.INHERIT,
            description = "Show this help.")
    private boolean help;

    @Option(
            names = {"-v", "--version"},
            versionHelp = true,
            description = "Show the version.")
    private boolean version;

    @Override
    public Integer call() {
        CommandLine line = spec.commandLine();
        line.usage(line.getOut());
        return ExitCode.OK;
    }
}
