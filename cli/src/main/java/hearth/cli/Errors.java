package hearth.cli;

import hearth.engine.ChatUnavailableException;
import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.NoSuchFileException;
import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;

/** Turns what went wrong into {@code Error: message} on standard error and an exit code. */
final class Errors {
    private final CommandIo io;

    Errors(CommandIo io) {
        this.io = io;
    }

    int ofParameters(ParameterException e, String[] arguments) {
        io.err().println("Error: " + e.getMessage());
        CommandLine.UnmatchedArgumentException.printSuggestions(e, io.err());
        io.err().println("See: " + e.getCommandLine().getCommandSpec().qualifiedName() + " --help");
        return ExitCode.USAGE;
    }

    int ofExecution(Exception e, CommandLine line, ParseResult result) {
        if (e instanceof InterruptedException || e instanceof ClosedByInterruptException) {
            return ExitCode.INTERRUPTED;
        }
        io.err().println("Error: " + message(e));
        if ("1".equals(variables().get("HEARTH_DEBUG"))) {
            e.printStackTrace(io.err());
        }
        return ExitCode.ERROR;
    }

    private Map<String, String> variables() {
        return io.variables();
    }

    /** One line for a person: our own exceptions carry one, the JDK's file errors need a word added. */
    static String message(Throwable e) {
        return switch (e) {
            case NoSuchFileException missing -> missing.getFile() + ": no such file or folder";
            case AccessDeniedException denied -> denied.getFile() + ": permission denied";
            case FileAlreadyExistsException existing -> existing.getFile() + ": already there";
            case IOException io when io.getMessage() == null -> "input or output failed (" + io.getClass().getSimpleName() + ")";
            case ChatUnavailableException chatless -> chatless.getMessage()
                    + "; 'hearth complete MODEL --raw' continues a text without one";
            case RuntimeException defect when ownMessage(defect) == null -> "internal error: " + defect
                    + " (set HEARTH_DEBUG=1 for the details)";
            default -> e.getMessage();
        };
    }

    private static String ownMessage(RuntimeException e) {
        boolean ours = e.getClass().getName().startsWith("hearth.");
        return ours || e instanceof java.io.UncheckedIOException || e instanceof IllegalArgumentException ? e.getMessage() : null;
    }
}
