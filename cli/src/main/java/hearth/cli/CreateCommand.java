package hearth.cli;

import hearth.server.call.ApiException;
import hearth.server.library.ModelLibrary;
import hearth.server.library.ModelRecipe;
import hearth.server.model.StoreDirectory;
import hearth.store.Modelfile;
import hearth.store.pull.ModelResolver;
import hearth.store.pull.Resolution;
import hearth.workshop.quantize.FileType;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code hearth create}. */
@Command(
        name = "create",
        description = "Make a model of another, or of weights, with a system text, parameters, adapters, messages.",
        footer = {
            "%nA Modelfile has lines such as FROM smollm2:135m, SYSTEM \"Be brief.\", PARAMETER temperature 0.2, ADAPTER ./style.gguf,",
            "MESSAGE user Hi!, LICENSE free. FROM is a model, a GGUF file, the first part of a split one or a folder with safetensors",
            "weights; ADAPTER is a GGUF file or a folder of PEFT.",
            "%nExamples:",
            "  hearth create terse -f ./Modelfile",
            "  hearth create qwen-small -f ./Modelfile --quantize Q4_K_M",
            "  echo 'FROM smollm2:135m' | hearth create mine -f -"
        })
final class CreateCommand implements Callable<Integer> {
    private static final Path USUAL = Path.of("Modelfile");

    private final Services services;

    @Parameters(paramLabel = "NAME", description = "The model to make; one of this name is replaced.")
    private String name;

    @Option(names = {"-f", "--file"}, paramLabel = "FILE",
            description = "The Modelfile; - is standard input (default: Modelfile; without one: FROM this folder).")
    private Path file;

    @Option(names = {"-q", "--quantize"}, paramLabel = "TYPE", description = "Write the weights in this type, for example Q4_K_M.")
    private String quantize;

    CreateCommand(Services services) {
        this.services = services;
    }

    @Override
    public Integer call() {
        Modelfile modelfile = modelfile();
        Optional<FileType> type = Optional.ofNullable(quantize).map(text -> FileType.ofName(text)
                .orElseThrow(() -> new CommandException("--quantize " + text + " is no type; 'hearth quantize --help' lists them")));
        ModelResolver resolver = services.resolver();
        // Nothing is unloaded here, so there is no pool of loaded models.
        ModelLibrary library = new ModelLibrary(
                services.store(), resolver, new StoreDirectory(services.store(), resolver), null, services.downloadOptions());
        try (ProgressDisplay display = new ProgressDisplay(services.io());
                InterruptGuard guard = InterruptGuard.start();
                RecipeFiles files = new RecipeFiles(library, display, folder(), services.home(), guard::check)) {
            ModelRecipe recipe = files.recipe(modelfile, type, this::pullIfMissing);
            files.notes().forEach(note -> services.io().err().println("Note: " + note));
            library.create(name, recipe, (status, done, total) -> {
                guard.check();
                show(display, status, done, total);
            });
            display.status("success");
        } catch (ApiException e) {
            throw new CommandException(e.getMessage());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return ExitCode.OK;
    }

    private static void show(ProgressDisplay display, String status, OptionalLong done, long total) {
        if (done.isPresent()) {
            display.bar(status, done.getAsLong(), total);
        } else {
            display.status(status);
        }
    }

    private Modelfile modelfile() {
        if (file == null && !Files.isRegularFile(USUAL)) {
            return Modelfile.parse("FROM .");
        }
        return Modelfile.parse(TextArgument.read(services.io(), file == null ? USUAL : file));
    }

    /** Paths in the file are meant from where it lies. */
    private Path folder() {
        Path from = file == null || file.toString().equals("-") ? USUAL : file;
        return from.toAbsolutePath().getParent();
    }

    private void pullIfMissing(String from) {
        if (services.resolver().resolve(from) instanceof Resolution.Missing(var plan)) {
            services.pulling().pull(plan);
        }
    }
}
