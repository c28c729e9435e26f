package hearth.cli;

import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/**
 * Walks through the code that common starts need, so that the launcher can keep the loaded classes in the JDK's AOT cache.
 *
 * <p>It must not load the Vector API: classes of a module that is added at run time can't be cached, and the JDK then writes no
 * cache at all.
 */
@Command(name = "warm-up", hidden = true, description = "Used by the launcher to fill the JDK's start cache.")
final class WarmUpCommand implements Callable<Integer> {
    private final Services services;

    WarmUpCommand(Services services) {
        this.services = services;
    }

    @Override
    public Integer call() {
        CommandIo io = services.io();
        PrintStream nowhere = new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8);
        CommandIo silent =
                new CommandIo(io.in(), nowhere, nowhere, CommandIo.Terminals.NONE, io.columns(), io.variables(), io.clock());
        for (String[] arguments : new String[][] {{"--version"}, {"--help"}, {"list"}, {"no-such-command"}}) {
            Main.run(silent, arguments);
        }
        return ExitCode.OK;
    }
}
