package hearth.cli;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.util.HashMap;
import java.util.Map;

/** Runs command lines as the process would, with streams, home and store of its own. */
final class CommandRunner {
    private final Map<String, String> variables = new HashMap<>();

    /** What a command left. */
    record Outcome(int code, String out, String err) {}

    CommandRunner(Path folder) {
        variables.put("HOME", folder.resolve("home").toString());
        variables.put("HEARTH_MODELS", folder.resolve("models").toString());
        variables.put("PATH", System.getenv("PATH"));
    }

    CommandRunner variable(String name, String value) {
        variables.put(name, value);
        return this;
    }

    Outcome run(String... arguments) {
        return runWithInput("", arguments);
    }

    Outcome runWithInput(String input, String... arguments) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        int code = Main.run(io(input, out, err), arguments);
        return new Outcome(code, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
    }

    CommandIo io(String input, ByteArrayOutputStream out, ByteArrayOutputStream err) {
        return new CommandIo(
                new ByteArrayInputStream(input.getBytes(StandardCharsets.UTF_8)),
                new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8),
                CommandIo.Terminals.NONE,
                100,
                variables,
                Clock.systemUTC());
    }
}
