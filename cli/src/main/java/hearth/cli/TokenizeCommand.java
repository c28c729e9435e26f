package hearth.cli;

import hearth.engine.model.VocabularyReader;
import hearth.format.gguf.GgufFile;
import hearth.json.Json;
import hearth.tokenizer.Tokenizer;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code hearth tokenize}. */
@Command(
        name = "tokenize",
        description = "Print the token ids of a text as a JSON array.",
        footer = {
            "%nExamples:",
            "  hearth tokenize smollm2:135m Why is the sky blue?",
            "  hearth tokenize ./model.gguf --file prompt.txt --no-bos",
            "  echo -n \"<|im_end|>\" | hearth tokenize smollm2:135m --parse-special"
        })
final class TokenizeCommand implements Callable<Integer> {
    private final Services services;

    @Parameters(index = "0", paramLabel = "MODEL", description = "A name, a file (a bare vocabulary will do) or a folder.")
    private String model;

    @Parameters(index = "1..*", paramLabel = "TEXT", description = "The text; else --file, else standard input.")
    private List<String> words = List.of();

    @Option(names = "--file", paramLabel = "FILE", description = "Read the text from FILE; - is standard input.")
    private Path file;

    @Option(names = "--no-bos", description = "Do not add the begin token that the model asks for.")
    private boolean noBos;

    @Option(names = "--parse-special", description = "Read the texts of special tokens as those tokens.")
    private boolean parseSpecial;

    TokenizeCommand(Services services) {
        this.services = services;
    }

    @Override
    public Integer call() {
        if (file != null && !words.isEmpty()) {
            throw new CommandException("give the text either as arguments or with --file");
        }
        Tokenizer tokenizer = tokenizer(services, model);
        String text = words.isEmpty()
                ? TextArgument.read(services.io(), file == null ? Path.of("-") : file)
                : String.join(" ", words);
        int[] ids = tokenizer.encode(text, parseSpecial);
        services.io().out().println(Json.write(noBos ? ids : tokenizer.withBos(ids)));
        return ExitCode.OK;
    }

    /** The tokenizer alone: no weights are read. */
    static Tokenizer tokenizer(Services services, String model) {
        try (GgufFile weights = services.locator().hereOrPulled(model).open()) {
            return VocabularyReader.read(weights.metadata());
        }
    }
}
