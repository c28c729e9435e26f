package hearth.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/** {@code hearth version}. */
@Command(
        name = "version",
        description = "Show the version of Hearth and of the JDK it runs on.",
        footer = {"%nExamples:", "  hearth version", "  hearth --version      the first line only"})
final class VersionCommand implements Callable<Integer> {
    private final CommandIo io;
    private final BuildInfo build;

    VersionCommand(CommandIo io, BuildInfo build) {
        this.io = io;
        this.build = build;
    }

    @Override
    public Integer call() {
        io.out().println("hearth version " + build.version());
        io.out().println("commit " + build.commit());
        io.out().println("java " + Runtime.version() + " on " + System.getProperty("os.name") + " " + System.getProperty("os.arch"));
        return ExitCode.OK;
    }
}
