package hearth.cli;

import java.io.PrintWriter;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import picocli.CommandLine;

/** The process: builds what the commands need, runs one, and turns what went wrong into a line and an exit code. */
public final class Main {
    /** These show or need to know all commands. */
    private static final Set<String> NEED_ALL = Set.of("completion", "help");

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
        BuildInfo build = BuildInfo.load();
        if (arguments.length == 1 && Set.of("--version", "-v").contains(arguments[0])) {
            // Asked often, by scripts: not worth building the command line for.
            io.out().println(versionLine(build));
            return ExitCode.OK;
        }
        return commandLine(new Services(io, build), arguments).execute(arguments);
    }

    /** Every command there is, in the order of the help. */
    private static Map<String, Supplier<Object>> commands(Services services) {
        Map<String, Supplier<Object>> commands = new LinkedHashMap<>();
        commands.put("run", () -> new RunCommand(services));
        commands.put("serve", () -> new ServeCommand(services));
        commands.put("studio", () -> new StudioCommand(services));
        commands.put("ps", () -> new PsCommand(services));
        commands.put("stop", () -> new StopCommand(services));
        commands.put("pull", () -> new PullCommand(services));
        commands.put("push", () -> new PushCommand(services));
        commands.put("create", () -> new CreateCommand(services));
        commands.put("list", () -> new ListCommand(services));
        commands.put("show", () -> new ShowCommand(services));
        commands.put("rm", () -> new RemoveCommand(services));
        commands.put("cp", () -> new CopyCommand(services));
        commands.put("verify", () -> new VerifyCommand(services));
        commands.put("pack", () -> new PackCommand(services));
        commands.put("convert", () -> new ConvertCommand(services));
        commands.put("lora", () -> new LoraCommand(services));
        commands.put("quantize", () -> new QuantizeCommand(services));
        commands.put("gguf", () -> new GgufCommand(services));
        commands.put("bench", () -> new BenchCommand(services));
        commands.put("perplexity", () -> new PerplexityCommand(services));
        commands.put("compare", () -> new CompareCommand(services));
        commands.put("imatrix", () -> new ImatrixCommand(services));
        commands.put("complete", () -> new CompleteCommand(services));
        commands.put("embed", () -> new EmbedCommand(services));
        commands.put("tokenize", () -> new TokenizeCommand(services));
        commands.put("detokenize", () -> new DetokenizeCommand(services));
        commands.put("template", () -> new TemplateCommand(services));
        commands.put("mcp", () -> new McpCommand(services));
        commands.put("version", () -> new VersionCommand(services.io(), services.build()));
        commands.put("completion", () -> new CompletionCommand(services.io()));
        commands.put("warm-up", () -> new WarmUpCommand(services));
        return commands;
    }

    /** All commands, or only the one that {@code arguments} begin with: each costs some milliseconds of reflection. */
    static CommandLine commandLine(Services services, String... arguments) {
        Map<String, Supplier<Object>> commands = commands(services);
        String first = arguments.length == 0 ? "" : arguments[0];
        if (commands.containsKey(first) && !NEED_ALL.contains(first)) {
            commands.keySet().retainAll(Set.of(first));
        }
        CommandLine root = new CommandLine(new HearthCommand());
        commands.values().forEach(command -> root.addSubcommand(command.get()));
        root.getCommandSpec().version(versionLine(services.build()));
        return configured(root, services.io());
    }

    private static String versionLine(BuildInfo build) {
        return "hearth version " + build.version();
    }

    private static CommandLine configured(CommandLine root, CommandIo io) {
        Errors errors = new Errors(io);
        return root.setOut(new PrintWriter(io.out(), true))
                .setErr(new PrintWriter(io.err(), true))
                .setUsageHelpWidth(Math.clamp(io.columns(), 60, 120))
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setExecutionExceptionHandler(errors::ofExecution)
                .setParameterExceptionHandler(errors::ofParameters);
    }
}
