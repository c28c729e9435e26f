package hearth.cli;

import hearth.studio.mcp.McpEntry;
import hearth.studio.mcp.McpFile;
import hearth.studio.mcp.client.McpException;
import hearth.studio.mcp.client.McpSession;
import hearth.studio.mcp.client.McpTarget;
import hearth.studio.mcp.client.McpTool;
import hearth.studio.mcp.client.McpTools;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code hearth mcp}: one method for each thing it can do. */
@Command(
        name = "mcp",
        synopsisSubcommandLabel = "list|add|remove|test",
        description = "Name the MCP servers whose tools the studio's chat can use. They are kept in .hearth/mcp.json of your home folder.",
        footer = {
            "%nA server that is a program runs with your rights: add only what you trust.",
            "%nExamples:",
            "  hearth mcp add files -- npx -y @modelcontextprotocol/server-filesystem ~/Documents",
            "  hearth mcp add search --url https://mcp.example.com/mcp --header Authorization",
            "  hearth mcp test files               connects and lists its tools",
            "  hearth mcp list",
            "  hearth mcp remove files"
        })
final class McpCommand implements Callable<Integer> {
    private static final int SHOWN = 200;
    private static final double MILLION = 1e6;

    private final Services services;

    @Spec
    private CommandSpec spec;

    McpCommand(Services services) {
        this.services = services;
    }

    @Override
    public Integer call() {
        throw new ParameterException(spec.commandLine(), "one of list, add, remove, test is needed");
    }

    private McpFile file() {
        return new McpFile(services.mcp());
    }

    @Command(
            description = "Show the servers of the file, and what is wrong with any of them.",
            footer = {"%nArguments, variables and headers are not shown: they may hold secrets.", "%nExamples:", "  hearth mcp list"})
    int list() {
        Table table = new Table("NAME", "KIND", "SERVER", "STATE");
        List<McpEntry> entries = file().read();
        for (McpEntry entry : entries) {
            String kind = entry.target().map(target -> target instanceof McpTarget.Program ? "program" : "address").orElse("-");
            String state = entry.problem().isPresent() ? "not usable" : entry.isDisabled() ? "disabled" : "enabled";
            table.add(line(entry.name()), kind, entry.target().map(target -> line(target.shown())).orElse("-"), state);
        }
        table.print(services.io().out());
        entries.forEach(this::warn);
        return ExitCode.OK;
    }

    private void warn(McpEntry entry) {
        PrintStream err = services.io().err();
        entry.problem().ifPresent(problem -> err.println("Warning: " + line(entry.name()) + ": " + line(problem)));
        if (!entry.unused().isEmpty()) {
            err.println("Warning: " + line(entry.name()) + ": no effect here: " + line(String.join(", ", entry.unused())));
        }
    }

    @Command(
            description = "Add a server: a program after --, or an address with --url.",
            footer = {
                "%nA variable or header without a value gets it from the environment variable of that name (for a header in capitals, "
                        + "with _ for -), so that a secret need not stand in the command line.",
                "%nExamples:",
                "  hearth mcp add files -- npx -y @modelcontextprotocol/server-filesystem ~/Documents",
                "  hearth mcp add notes --env NOTES_KEY -- uvx notes-server",
                "  hearth mcp add search --url https://mcp.example.com/mcp --header \"Authorization: Bearer KEY\""
            })
    int add(
            @Parameters(paramLabel = "NAME", description = "How the server is called here.") String name,
            @Parameters(paramLabel = "PROGRAM", arity = "0..*", description = "The program and its arguments, after --.") List<String> program,
            @Option(names = "--url", paramLabel = "URL", description = "Address of a server that speaks Streamable HTTP.") String url,
            @Option(names = "--env", paramLabel = "NAME[=VALUE]", description = "A variable for the program.") List<String> variables,
            @Option(names = "--header", paramLabel = "NAME[: VALUE]", description = "A header for the address.") List<String> headers,
            @Option(names = "--folder", paramLabel = "FOLDER", description = "Where the program works (default: your home folder).") Path folder,
            @Option(names = "--force", description = "Replace a server of this name.") boolean force)
            throws IOException {
        boolean isProgram = program != null && !program.isEmpty();
        if (isProgram == (url != null)) {
            throw new ParameterException(spec.commandLine(), "either a program after -- or --url is needed");
        }
        if (isProgram ? headers != null : variables != null || folder != null) {
            throw new ParameterException(spec.commandLine(), isProgram ? "--header is for servers with --url" : "--env and --folder are for programs");
        }
        McpFile file = file();
        if (!force && file.read().stream().anyMatch(entry -> entry.name().equals(name))) {
            throw new CommandException(name + ": already there; --force replaces it");
        }
        Map<String, Object> value = new LinkedHashMap<>();
        if (isProgram) {
            value.put("command", program.getFirst());
            value.put("args", program.subList(1, program.size()));
            put(value, "env", pairs(variables, "="));
            if (folder != null) {
                value.put("cwd", folder.toAbsolutePath().normalize().toString());
            }
        } else {
            value.put("url", url);
            put(value, "headers", pairs(headers, ":"));
        }
        file.put(name, value);
        services.io().err().println("added '" + name + "' to " + file.path() + "; 'hearth mcp test " + name + "' shows its tools");
        return ExitCode.OK;
    }

    private static void put(Map<String, Object> value, String key, Map<String, String> pairs) {
        if (!pairs.isEmpty()) {
            value.put(key, pairs);
        }
    }

    private Map<String, String> pairs(List<String> texts, String separator) {
        Map<String, String> pairs = new LinkedHashMap<>();
        for (String text : texts == null ? List.<String>of() : texts) {
            int at = text.indexOf(separator);
            String name = (at < 0 ? text : text.substring(0, at)).strip();
            String variable = name.replace('-', '_');
            String known = services.io().variables().get(separator.equals(":") ? variable.toUpperCase(Locale.ROOT) : name);
            if (at < 0 && known == null) {
                throw new CommandException(name + " has no value, and no environment variable has one");
            }
            pairs.put(name, at < 0 ? known : text.substring(at + 1).strip());
        }
        return pairs;
    }

    @Command(description = "Take a server out of the file.", footer = {"%nExamples:", "  hearth mcp remove files"})
    int remove(@Parameters(paramLabel = "NAME") String name) throws IOException {
        if (!file().remove(name)) {
            throw new CommandException("there is no MCP server '" + name + "'; 'hearth mcp list' shows them");
        }
        services.io().err().println("removed '" + name + "'");
        return ExitCode.OK;
    }

    @Command(
            description = "Start or reach a server, list its tools, and say how long that took.",
            footer = {"%nExamples:", "  hearth mcp test files"})
    int test(@Parameters(paramLabel = "NAME") String name) {
        McpEntry entry = file().read().stream().filter(each -> each.name().equals(name)).findFirst()
                .orElseThrow(() -> new CommandException("there is no MCP server '" + name + "'; 'hearth mcp list' shows them"));
        warn(entry);
        McpTarget target = entry.target().orElseThrow(() -> new CommandException("the file mcp.json has a problem with this server"));
        long start = System.nanoTime();
        McpSession.Setup setup = new McpSession.Setup(target, services.mcp().limits(), services.build().version(), () -> {});
        try (McpSession session = McpSession.of(setup)) {
            // A program must not outlive a command that is stopped.
            Runtime.getRuntime().addShutdownHook(Thread.ofPlatform().name("hearth-mcp-end").unstarted(session::close));
            try {
                McpTools tools = session.open().tools();
                print(session.identity(), tools, (System.nanoTime() - start) / MILLION);
            } catch (McpException e) {
                session.lastLines().forEach(each -> services.io().err().println("  " + line(each)));
                throw new CommandException(name + ": " + line(e.getMessage()), e);
            }
        }
        return ExitCode.OK;
    }

    private void print(McpSession.Identity identity, McpTools tools, double millis) {
        PrintStream out = services.io().out();
        out.println(String.format(Locale.ROOT, "%s %s, protocol %s, %d tools, ready after %.0f ms", line(identity.name()), line(identity.version()),
                identity.revision(), tools.tools().size(), millis));
        for (McpTool tool : tools.tools()) {
            out.println("  " + line(tool.name()) + (tool.description().isBlank() ? "" : ": " + line(tool.description())));
        }
        tools.notes().forEach(note -> services.io().err().println("Warning: " + line(note)));
    }

    /** One line for a terminal: what a server writes must not steer it. */
    private static String line(String text) {
        String line = text.strip().replaceAll("[\\p{Cntrl}\\p{Cf}\\s]+", " ");
        return line.length() > SHOWN ? line.substring(0, SHOWN) + "…" : line;
    }
}
