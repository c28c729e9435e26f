package hearth.cli;

import hearth.json.Json;
import hearth.json.JsonException;
import hearth.tokenizer.Tokenizer;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code hearth detokenize}. */
@Command(
        name = "detokenize",
        description = "Print the text of token ids, and nothing else.",
        footer = {
            "%nExamples:",
            "  hearth detokenize smollm2:135m 19556 905",
            "  hearth tokenize smollm2:135m Hello | hearth detokenize smollm2:135m --file -"
        })
final class DetokenizeCommand implements Callable<Integer> {
    private final Services services;

    @Parameters(index = "0", paramLabel = "MODEL", description = "A name, a file (a bare vocabulary will do) or a folder.")
    private String model;

    @Parameters(index = "1..*", paramLabel = "ID", description = "Token ids; else --file, else standard input.")
    private List<Integer> ids = List.of();

    @Option(names = "--file", paramLabel = "FILE", description = "Read the ids from FILE as a JSON array; - is standard input.")
    private Path file;

    @Option(names = "--special", description = "Show the texts of special tokens too.")
    private boolean special;

    DetokenizeCommand(Services services) {
        this.services = services;
    }

    @Override
    public Integer call() {
        if (file != null && !ids.isEmpty()) {
            throw new CommandException("give the ids either as arguments or with --file");
        }
        Tokenizer tokenizer = TokenizeCommand.tokenizer(services, model);
        int[] wanted = ids.isEmpty()
                ? parse(TextArgument.read(services.io(), file == null ? Path.of("-") : file))
                : ids.stream().mapToInt(Integer::intValue).toArray();
        for (int id : wanted) {
            if (id < 0 || id >= tokenizer.size()) {
                throw new CommandException("token id " + id + " is not in the vocabulary (0 to " + (tokenizer.size() - 1) + ")");
            }
        }
        services.io().out().print(tokenizer.decode(wanted, special));
        if (services.io().terminals().out()) {
            services.io().out().println();
        }
        return ExitCode.OK;
    }

    private static int[] parse(String text) {
        try {
            return Json.parseArray(text).stream().mapToInt(DetokenizeCommand::id).toArray();
        } catch (JsonException e) {
            throw new CommandException("the ids must be a JSON array of whole numbers: " + e.getMessage(), e);
        }
    }

    private static int id(Object value) {
        if (value instanceof Long number && number == number.intValue()) {
            return number.intValue();
        }
        throw new CommandException("the ids must be a JSON array of whole numbers, not " + Json.write(value));
    }
}
