package hearth.cli;

import hearth.server.library.ModelLibrary;
import hearth.server.library.ModelRecipe;
import hearth.store.Cancellation;
import hearth.store.Digest;
import hearth.store.Modelfile;
import hearth.store.Modelfile.Kind;
import hearth.workshop.quantize.FileType;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Makes a recipe of a Modelfile: the files that it names become blobs. */
final class RecipeFiles {
    /** What of a folder belongs to a model. */
    private static final Pattern MODEL_FILE = Pattern.compile("(?i)model.*\\.safetensors|.*\\.json|tokenizer\\.model|chat_template\\.jinja");

    private final ModelLibrary library;
    private final ProgressDisplay display;
    private final Path folder;
    private final Path home;
    private final List<String> notes = new ArrayList<>();

    /**
     * @param folder where relative paths begin
     * @param home what {@code ~} stands for
     */
    RecipeFiles(ModelLibrary library, ProgressDisplay display, Path folder, Path home) {
        this.library = library;
        this.display = display;
        this.folder = folder;
        this.home = home;
    }

    /** What of the Modelfile has no effect. */
    List<String> notes() {
        return notes;
    }

    /** @param pull brings a model that FROM names and that is not here */
    ModelRecipe recipe(Modelfile file, Optional<FileType> quantize, Consumer<String> pull) throws IOException {
        for (Kind kind : List.of(Kind.RENDERER, Kind.PARSER, Kind.DRAFT)) {
            if (file.value(kind).isPresent()) {
                throw new CommandException(kind + " is not supported: prompts and answers follow the template inside the weights,"
                        + " and there are no draft models");
            }
        }
        file.value(Kind.REQUIRES).ifPresent(version -> notes.add("REQUIRES " + version + " has no effect"));
        List<String> from = file.values(Kind.FROM);
        if (from.size() > 1) {
            throw new CommandException("several FROM lines are not supported: join the parts of a split model first");
        }
        Optional<Path> path = path(from.getFirst());
        Map<String, Digest> files = path.isPresent() ? blobs(modelFiles(path.get())) : Map.of();
        if (path.isEmpty()) {
            pull.accept(from.getFirst());
        }
        return new ModelRecipe(
                path.isPresent() ? Optional.empty() : Optional.of(from.getFirst()),
                files,
                blobs(adapters(file)),
                quantize,
                file.value(Kind.TEMPLATE),
                file.value(Kind.SYSTEM),
                file.values(Kind.LICENSE),
                file.parameters(),
                file.messages().isEmpty() ? Optional.empty() : Optional.of(List.copyOf(file.messages())));
    }

    private List<Path> adapters(Modelfile file) {
        List<Path> adapters = new ArrayList<>();
        for (String adapter : file.values(Kind.ADAPTER)) {
            Path path = path(adapter).orElseThrow(() -> new CommandException("ADAPTER " + adapter + ": no such file"));
            if (Files.isDirectory(path)) {
                throw new CommandException("ADAPTER " + adapter + ": a folder; 'hearth convert' makes a GGUF file of it");
            }
            adapters.add(path);
        }
        return adapters;
    }

    /** The file or folder of this name, if there is one; a name without one is that of a model. */
    private Optional<Path> path(String text) {
        try {
            Path path = text.equals("~") || text.startsWith("~/") ? home.resolve(text.substring(1).replaceFirst("^/", "")) : folder.resolve(text);
            if (Files.exists(path)) {
                return Optional.of(path.normalize());
            }
        } catch (InvalidPathException e) {
            return Optional.empty();
        }
        if (text.startsWith("/") || text.startsWith("./") || text.startsWith("../") || text.startsWith("~")) {
            throw new CommandException(text + ": no such file");
        }
        return Optional.empty();
    }

    private static List<Path> modelFiles(Path path) throws IOException {
        if (!Files.isDirectory(path)) {
            return List.of(path);
        }
        List<Path> all;
        try (Stream<Path> files = Files.list(path)) {
            all = files.filter(Files::isRegularFile).sorted().toList();
        }
        List<Path> parts = all.stream().filter(file -> MODEL_FILE.matcher(file.getFileName().toString()).matches()).toList();
        if (parts.stream().anyMatch(file -> file.toString().endsWith(".safetensors"))) {
            return parts;
        }
        List<Path> gguf = all.stream().filter(file -> file.toString().endsWith(".gguf")).toList();
        if (gguf.size() != 1) {
            throw new CommandException(path + ": " + (gguf.isEmpty() ? "no weights in this folder" : "several GGUF files in this folder; name one"));
        }
        return gguf;
    }

    private Map<String, Digest> blobs(List<Path> files) throws IOException {
        Map<String, Digest> blobs = new LinkedHashMap<>();
        for (Path file : files) {
            long size = Files.size(file);
            String label = "copying file " + file.getFileName();
            Digest digest = Digest.ofFile(file, done -> display.bar(label, done, Math.max(1, size)), new Cancellation());
            if (!library.blobs().has(digest)) {
                try (InputStream in = Files.newInputStream(file)) {
                    library.blobs().add(digest, in, size);
                }
            }
            blobs.put(file.getFileName().toString(), digest);
        }
        return blobs;
    }
}
