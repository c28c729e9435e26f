package hearth.cli;

import hearth.store.StoreListing;
import hearth.store.StoredModel;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code hearth list}. */
@Command(
        name = "list",
        aliases = "ls",
        description = "List the models on this machine, newest first.",
        footer = {"%nExamples:", "  hearth list", "  hearth list smol      names that begin with smol"})
final class ListCommand implements Callable<Integer> {
    private final Services services;

    @Parameters(arity = "0..1", paramLabel = "PREFIX", description = "Only names that begin with this, letter case aside.")
    private String prefix = "";

    ListCommand(Services services) {
        this.services = services;
    }

    @Override
    public Integer call() {
        print(services, prefix);
        return ExitCode.OK;
    }

    /** The table, also for the chat's {@code /list}. */
    static void print(Services services, String prefix) {
        CommandIo io = services.io();
        StoreListing listing = services.store().list();
        String wanted = prefix.toLowerCase(Locale.ROOT);
        Table table = new Table("NAME", "ID", "SIZE", "MODIFIED");
        for (StoredModel model : listing.models()) {
            String name = model.name().display();
            if (name.toLowerCase(Locale.ROOT).startsWith(wanted)) {
                Duration age = Duration.between(model.modified(), io.clock().instant());
                table.add(name, model.id().shortHex(), Display.bytes(model.sizeBytes()), Display.ago(age));
            }
        }
        table.print(io.out());
        listing.damaged().forEach(line -> io.err().println("Warning: " + line));
    }
}
