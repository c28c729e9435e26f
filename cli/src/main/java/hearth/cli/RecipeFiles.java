package hearth.cli;

import hearth.server.library.ModelLibrary;
import hearth.server.library.ModelRecipe;
import hearth.server.library.SplitFiles;
import hearth.store.Cancellation;
import hearth.store.Digest;
import hearth.store.Modelfile;
import hearth.store.Modelfile.Kind;
import hearth.workshop.huggingface.AdapterFolder;
import hearth.workshop.quantize.FileType;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Makes a recipe of a Modelfile: the files that it names become blobs, which go away again at the end where no model is made of them. */
final class RecipeFiles implements AutoCloseable {
    /** What of a folder belongs to a model. */
    private static final Pattern MODEL_FILE = Pattern.compile("(?i)model.*\\.safetensors|.*\\.json|tokenizer\\.model|chat_template\\.jinja");

    private final ModelLibrary library;
    private final ProgressDisplay display;
    private final Path folder;
    private final Path home;
    private final Runnable check;
    private final List<String> notes = new ArrayList<>();
    private final List<Digest> added = new ArrayList<>();

    /**
     * @param folder where relative paths begin
     * @param home what {@code ~} stands for
     * @param check is asked now and then, and throws to end the work
     */
    RecipeFiles(ModelLibrary library, ProgressDisplay display, Path folder, Path home, Runnable check) {
        this.library = library;
        this.display = display;
        this.folder = folder;
        this.home = home;
        this.check = check;
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
        Optional<Path> path = path(from.getFirst());
        if (from.size() > 1 && !from.stream().allMatch(SplitFiles::isPart)) {
            throw new CommandException("several FROM lines are for the parts of one split model, such as name-00001-of-00003.gguf");
        }
        Map<String, Digest> files = path.isPresent() || from.size() > 1 ? blobs(modelFiles(from)) : Map.of();
        if (files.isEmpty()) {
            pull.accept(from.getFirst());
        }
        return new ModelRecipe(
                files.isEmpty() ? Optional.of(from.getFirst()) : Optional.empty(),
                files,
                blobs(adapters(file)),
                quantize,
                file.value(Kind.TEMPLATE),
                file.value(Kind.SYSTEM),
                file.values(Kind.LICENSE),
                file.parameters(),
                file.messages().isEmpty() ? Optional.empty() : Optional.of(List.copyOf(file.messages())));
    }

    /** Files by the names that they have in the recipe, which are unique: two folders may have files of the same name. */
    private Map<String, Path> adapters(Modelfile file) {
        Map<String, Path> adapters = new LinkedHashMap<>();
        Set<String> names = new HashSet<>();
        for (String adapter : file.values(Kind.ADAPTER)) {
            Path path = path(adapter).orElseThrow(() -> new CommandException("ADAPTER " + adapter + ": no such file"));
            if (!Files.isDirectory(path) && path.toString().endsWith(".safetensors")) {
                path = path.toAbsolutePath().getParent();
            }
            String name = unique(path.toAbsolutePath().normalize().getFileName().toString(), names);
            if (!Files.isDirectory(path)) {
                adapters.put(name, path);
                continue;
            }
            if (!AdapterFolder.isAt(path)) {
                throw new CommandException("ADAPTER " + adapter + ": no adapter_config.json in this folder");
            }
            for (String part : List.of("adapter_config.json", "adapter_model.safetensors")) {
                if (!Files.isRegularFile(path.resolve(part))) {
                    throw new CommandException("ADAPTER " + adapter + ": no " + part + " in this folder");
                }
                adapters.put(name + "/" + part, path.resolve(part));
            }
        }
        return adapters;
    }

    private static String unique(String name, Set<String> taken) {
        String candidate = name;
        for (int i = 2; !taken.add(candidate); i++) {
            int dot = name.lastIndexOf('.');
            candidate = dot < 1 ? name + "-" + i : name.substring(0, dot) + "-" + i + name.substring(dot);
        }
        return candidate;
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

    private Map<String, Path> modelFiles(List<String> from) throws IOException {
        Map<String, Path> files = new LinkedHashMap<>();
        for (String each : from) {
            Path path = path(each).orElseThrow(() -> new CommandException("FROM " + each + ": no such file"));
            for (Path file : modelFiles(path)) {
                files.put(file.getFileName().toString(), file);
            }
        }
        return files;
    }

    private static List<Path> modelFiles(Path path) throws IOException {
        if (!Files.isDirectory(path)) {
            return SplitFiles.isPart(path.getFileName().toString()) ? parts(path) : List.of(path);
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
        boolean split = !gguf.isEmpty() && gguf.stream().allMatch(file -> SplitFiles.isPart(file.getFileName().toString()));
        if (gguf.size() != 1 && !split) {
            throw new CommandException(path + ": " + (gguf.isEmpty() ? "no weights in this folder" : "several GGUF files in this folder; name one"));
        }
        return gguf;
    }

    /** All parts of the split model that a part belongs to, from the folder of that part. */
    private static List<Path> parts(Path part) {
        String own = part.getFileName().toString();
        List<Path> parts = new ArrayList<>();
        for (String name : SplitFiles.siblings(own)) {
            Path sibling = name.equalsIgnoreCase(own) ? part : part.resolveSibling(name);
            if (!Files.isRegularFile(sibling)) {
                throw new CommandException(part + ": the split model lacks " + name + " beside it");
            }
            parts.add(sibling);
        }
        return parts;
    }

    private Map<String, Digest> blobs(Map<String, Path> files) throws IOException {
        Map<String, Digest> blobs = new LinkedHashMap<>();
        for (Map.Entry<String, Path> entry : files.entrySet()) {
            Path file = entry.getValue();
            long size = Files.size(file);
            String label = "copying file " + entry.getKey();
            Digest digest = Digest.ofFile(file, done -> {
                check.run();
                display.bar(label, done, Math.max(1, size));
            }, new Cancellation());
            if (!library.blobs().has(digest)) {
                try (InputStream in = Files.newInputStream(file)) {
                    added.add(digest);
                    library.blobs().add(digest, new Checked(in), size);
                }
            }
            blobs.put(entry.getKey(), digest);
        }
        return blobs;
    }

    /** Removes what was copied and is part of no model: sources that were converted, or everything if none was made. */
    @Override
    public void close() {
        library.blobs().discard(added);
    }

    private final class Checked extends FilterInputStream {
        Checked(InputStream in) {
            super(in);
        }

        @Override
        public int read(byte[] bytes, int offset, int length) throws IOException {
            check.run();
            return super.read(bytes, offset, length);
        }
    }
}
