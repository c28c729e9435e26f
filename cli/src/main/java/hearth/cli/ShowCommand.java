package hearth.cli;

import hearth.format.gguf.GgufFile;
import hearth.format.gguf.MetadataKeys;
import hearth.store.ModelDetails;
import hearth.store.ModelfileWriter;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code hearth show}. */
@Command(
        name = "show",
        description = "Show what a model is and what comes with it.",
        footer = {
            "%nExamples:",
            "  hearth show smollm2:135m",
            "  hearth show smollm2:135m --file        the path of its weights",
            "  hearth show ./model.gguf --verbose     all metadata and tensors",
            "  hearth show smollm2:135m --modelfile > Modelfile",
            "  hearth show smollm2:135m --template > template.jinja"
        })
final class ShowCommand implements Callable<Integer> {
    /** At most one part can be asked for. */
    private static final class Part {
        @Option(names = "--file", description = "Print the path of the weights.")
        private boolean file;

        @Option(names = "--license", description = "Print the license.")
        private boolean license;

        @Option(names = "--modelfile", description = "Print a Modelfile that makes such a model.")
        private boolean modelfile;

        @Option(names = "--parameters", description = "Print the model's own parameters.")
        private boolean parameters;

        @Option(names = "--system", description = "Print the system text.")
        private boolean system;

        @Option(names = "--template", description = "Print the chat template.")
        private boolean template;
    }

    private final Services services;

    @Parameters(paramLabel = "MODEL", description = "A name, a file or a folder.")
    private String name;

    @ArgGroup(multiplicity = "0..1")
    private Part part;

    @Option(names = {"-V", "--verbose"}, description = "Show all metadata and tensors too.")
    private boolean verbose;

    ShowCommand(Services services) {
        this.services = services;
    }

    @Override
    public Integer call() {
        PrintStream out = services.io().out();
        LocatedModel model = services.locator().here(name);
        if (part == null) {
            try (GgufFile file = model.open()) {
                new ModelReport(out).print(file, model.details(), verbose, packedBytes(services, model));
            }
        } else if (part.file) {
            out.println(absolute(model.weights()));
        } else if (part.license) {
            out.println(String.join("\n", licenses(model)));
        } else if (part.modelfile) {
            out.print(modelfile(services, model, model.details().orElse(ModelDetails.none())));
        } else if (part.parameters) {
            out.println(String.join("\n", parameterLines(model.details())));
        } else if (part.system) {
            out.print(model.details().flatMap(ModelDetails::system).orElse(""));
        } else {
            out.print(template(model).orElseThrow(() -> new CommandException("model '" + name + "' has no chat template")));
        }
        return ExitCode.OK;
    }

    static long packedBytes(Services services, LocatedModel model) {
        return services.store().blobAt(model.weights()).stream()
                .flatMap(blob -> services.store().packedCopies(blob).stream())
                .mapToLong(copy -> copy.toFile().length())
                .sum();
    }

    private static Path absolute(Path path) {
        return path.toAbsolutePath().normalize();
    }

    static List<String> licenses(LocatedModel model) {
        List<String> texts = model.details().map(ModelDetails::licenses).orElse(List.of());
        if (!texts.isEmpty()) {
            return texts;
        }
        try (GgufFile file = model.open()) {
            return file.metadata().optionalString(MetadataKeys.General.LICENSE).stream().toList();
        }
    }

    /** The Modelfile of this model with {@code details} instead of its own. */
    static String modelfile(Services services, LocatedModel model, ModelDetails details) {
        List<String> adapters = model.stored().stream()
                .flatMap(stored -> ModelLocator.adapterLayers(stored).stream().map(layer -> services.store().blob(stored, layer).toString()))
                .toList();
        return ModelfileWriter.write(model.name(), absolute(model.weights()).toString(), adapters, details);
    }

    /** The template that {@code run} uses: the one inside the weights. */
    static Optional<String> template(LocatedModel model) {
        try (GgufFile file = model.open()) {
            return file.metadata().optionalString(MetadataKeys.Tokenizer.CHAT_TEMPLATE);
        }
    }

    /** {@code name   value}, a line for each value of a list. */
    static List<String> parameterLines(Optional<ModelDetails> details) {
        return parameterLines(details.map(ModelDetails::parameters).orElse(Map.of()));
    }

    static List<String> parameterLines(Map<String, Object> parameters) {
        return parameters.entrySet().stream()
                .flatMap(entry -> values(entry.getValue()).map(value -> String.format(Locale.ROOT, "%-30s %s", entry.getKey(), value)))
                .toList();
    }

    private static Stream<String> values(Object value) {
        return switch (value) {
            case List<?> list -> list.stream().flatMap(ShowCommand::values);
            case String text -> Stream.of('"' + text + '"');
            case null, default -> Stream.of(String.valueOf(value));
        };
    }
}
