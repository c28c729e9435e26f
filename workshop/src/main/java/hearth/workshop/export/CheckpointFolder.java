package hearth.workshop.export;

import hearth.json.Json;
import hearth.workshop.huggingface.HuggingFaceFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** A checkpoint's folder while it is made: beside its final place, under a name with {@value #SUFFIX} behind, and gone if that fails. */
final class CheckpointFolder implements AutoCloseable {
    private static final String SUFFIX = ".part";
    private static final String CONFIG = "config.json";
    private static final String WEIGHTS = "model.safetensors";
    /** Weights and what belongs to them are written anew or are other forms of them. */
    private static final List<String> NOT_COPIED =
            List.of(".safetensors", ".bin", ".gguf", ".pt", ".pth", ".onnx", ".h5", ".msgpack", ".index.json", "quantize_config.json", CONFIG);

    private final Path target;
    private final Path part;

    private CheckpointFolder(Path target, Path part) {
        this.target = target;
        this.part = part;
    }

    static CheckpointFolder create(Path target) throws IOException {
        Path full = target.toAbsolutePath().normalize();
        if (Files.exists(full)) {
            throw new IOException(target + " is there already; a checkpoint needs a new folder");
        }
        CheckpointFolder folder = new CheckpointFolder(full, full.resolveSibling(full.getFileName() + SUFFIX));
        // What a killed run has left can't be gone on with.
        folder.remove();
        Files.createDirectory(folder.part);
        return folder;
    }

    Path weights() {
        return part.resolve(WEIGHTS);
    }

    /** Adds what is not weights, and gives the folder its name. */
    void finish(HuggingFaceFolder source, Map<String, Object> quantization) throws IOException {
        Map<String, Object> config = new LinkedHashMap<>(source.config().values());
        config.put("quantization_config", quantization);
        Files.writeString(part.resolve(CONFIG), Json.writePretty(config) + "\n");
        try (Stream<Path> files = Files.list(source.path())) {
            for (Path file : files.filter(CheckpointFolder::isCopied).sorted().toList()) {
                Files.copy(file, part.resolve(file.getFileName()));
            }
        }
        Files.move(part, target, StandardCopyOption.ATOMIC_MOVE);
    }

    private static boolean isCopied(Path file) {
        String name = file.getFileName().toString();
        return Files.isRegularFile(file) && !name.startsWith(".") && NOT_COPIED.stream().noneMatch(name::endsWith);
    }

    private void remove() throws IOException {
        if (Files.isDirectory(part)) {
            try (Stream<Path> files = Files.list(part)) {
                for (Path file : files.toList()) {
                    Files.delete(file);
                }
            }
            Files.delete(part);
        }
    }

    @Override
    public void close() throws IOException {
        remove();
    }
}
