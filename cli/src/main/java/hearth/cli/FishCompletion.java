package hearth.cli;

import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/** Writes a completion script for fish from the commands' own descriptions. */
final class FishCompletion {
    private FishCompletion() {}

    static String script(CommandLine root) {
        StringBuilder out = new StringBuilder("complete -c hearth -f\n");
        options(out, root.getCommandSpec(), "__fish_use_subcommand");
        for (Map.Entry<String, CommandLine> command : root.getSubcommands().entrySet()) {
            CommandSpec spec = command.getValue().getCommandSpec();
            if (spec.usageMessage().hidden()) {
                continue;
            }
            out.append("complete -c hearth -n __fish_use_subcommand -a ").append(command.getKey());
            describe(out, spec.usageMessage().description());
            options(out, spec, "'__fish_seen_subcommand_from " + command.getKey() + "'");
        }
        return out.toString();
    }

    private static void options(StringBuilder out, CommandSpec spec, String condition) {
        for (OptionSpec option : spec.options()) {
            if (option.hidden()) {
                continue;
            }
            out.append("complete -c hearth -n ").append(condition);
            for (String name : option.names()) {
                out.append(name.startsWith("--") ? " -l " : " -s ").append(name.replaceFirst("^-+", ""));
            }
            if (option.arity().max() > 0) {
                // The value may be a file; without -r fish would offer the next option.
                out.append(" -r -F");
            }
            describe(out, option.description());
        }
    }

    private static void describe(StringBuilder out, String[] description) {
        String first = description.length == 0 ? "" : description[0];
        out.append(" -d '").append(first.replace("\\", "\\\\").replace("'", "\\'").replace("%n", " ")).append("'\n");
    }
}
