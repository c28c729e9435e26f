package hearth.cli;

import picocli.CommandLine;

/** The process: builds what the commands need, runs one, and turns what went wrong into a line and an exit code. */
public final class Main {
    private Main() {}

    public static void main(String[] arguments) {
        CommandIo io = CommandIo.ofProcess();
        int code = run(io, arguments);
        io.out().flush();
        io.err().flush();
        System.exit(code);
    }

    /** Runs one command line; never throws. */
    static int run(CommandIo io, String... arguments) {
        return commandLine(io).execute(arguments);
    }

    static CommandLine commandLine(CommandIo io) {
        BuildInfo build = BuildInfo.load();
        CommandLine root = new CommandLine(new HearthCommand())
                .addSubcommand(new VersionCommand(io, build))
                .addSubcommand(new CompletionCommand(io))
                .addSubcommand(new WarmUpCommand(io));
        root.getCommandSpec().version("hearth version " + build.version());
        return configured(root, io);
    }

    private static CommandLine configured(CommandLine root, CommandIo io) {
        Errors errors = new Errors(io);
        return root.setOut(new java.io.PrintWriter(io.out(), true))
                .setErr(new java.io.PrintWriter(io.err(), true))
                .setUsageHelpWidth(Math.clamp(io.columns(), 60, 120))
                .setUsageHelpAutoWidth(false)
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setExecutionExceptionHandler(errors::ofExecution)
                .setParameterExceptionHandler(errors::ofParameters);
    }
}
