package hearth.studio.workshop;

import hearth.engine.ModelSummary;
import hearth.format.gguf.GgufFile;
import hearth.json.Json;
import hearth.server.call.ApiException;
import hearth.server.call.ApiException.Kind;
import hearth.server.model.ServedModel;
import hearth.store.Digest;
import hearth.store.DurableFile;
import hearth.store.InvalidNameException;
import hearth.store.Layer;
import hearth.store.LayerKind;
import hearth.store.Manifest;
import hearth.store.ModelName;
import hearth.store.ModelStore;
import hearth.store.StoreLayout;
import hearth.studio.job.JobControl;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;

/** Makes a model of the store from a GGUF file that work has written. */
final class ModelIntake {
    private final ModelStore store;

    ModelIntake(ModelStore store) {
        this.store = store;
    }

    /** Writes the new weights to a private file. */
    @FunctionalInterface
    interface Writing {
        void write(Path target) throws IOException;
    }

    /** @throws ApiException if the text is no name, or there is a model of it */
    ModelName free(String text) {
        ModelName name;
        try {
            name = ModelName.parse(text);
        } catch (InvalidNameException e) {
            throw ApiException.invalid("name", "is no name for a model: " + e.getMessage());
        }
        if (store.find(name).isPresent()) {
            throw new ApiException(Kind.CONFLICT, "there is a model called " + name.display() + " already");
        }
        return name;
    }

    /**
     * Lets the weights be written, checks them, and gives them their name.
     *
     * @param from whose template, system text and parameters the new one gets too
     */
    Map<String, Object> take(ModelName name, Optional<ServedModel> from, Writing writing, JobControl control) throws IOException {
        StoreLayout layout = store.layout();
        DurableFile.createFolders(layout.blobs());
        Path scratch = Files.createDirectory(layout.scratch(ThreadLocalRandom.current().nextLong()));
        try {
            Path file = scratch.resolve("weights");
            writing.write(file);
            long bytes = Files.size(file);
            ModelSummary summary;
            try (GgufFile written = GgufFile.open(file)) {
                summary = ModelSummary.of(written);
            }
            Digest digest = Digest.ofFile(file, done -> control.progress("checksum", "", (double) done / bytes), control.cancellation());
            free(name.display());
            DurableFile.publish(file, layout.blob(digest));
            store.publish(name, manifest(summary, Layer.of(LayerKind.MODEL, digest, bytes), from).toBytes());
            Map<String, Object> result = new LinkedHashMap<>();
            result.put("name", name.display());
            result.put("bytes", bytes);
            result.put("type", summary.quantization());
            return result;
        } finally {
            for (String left : new String[] {"weights", "weights.part"}) {
                Files.deleteIfExists(scratch.resolve(left));
            }
            deleteFolder(scratch);
        }
    }

    private Manifest manifest(ModelSummary summary, Layer weights, Optional<ServedModel> from) {
        Map<String, Object> config = new LinkedHashMap<>();
        config.put("model_format", "gguf");
        config.put("model_family", summary.architecture());
        config.put("model_families", List.of(summary.architecture()));
        config.put("model_type", counted(summary.parameterCount()));
        config.put("file_type", summary.quantization());
        config.put("architecture", "amd64");
        config.put("os", "linux");
        List<Layer> layers = new ArrayList<>(List.of(weights));
        from.ifPresent(model -> model.stored().manifest().layers().stream()
                .filter(layer -> !layer.mediaType().equals(LayerKind.MODEL.mediaType()))
                .forEach(layers::add));
        return new Manifest(store.addBlob(Manifest.CONFIG_MEDIA_TYPE, Json.write(config).getBytes(StandardCharsets.UTF_8)), layers);
    }

    private static String counted(long parameters) {
        return parameters >= 1_000_000_000
                ? String.format(java.util.Locale.ROOT, "%.1fB", parameters / 1e9)
                : String.format(java.util.Locale.ROOT, "%.2fM", parameters / 1e6);
    }

    private static void deleteFolder(Path scratch) throws IOException {
        try (var files = Files.newDirectoryStream(scratch)) {
            for (Path file : files) {
                Files.deleteIfExists(file);
            }
        }
        Files.deleteIfExists(scratch);
    }
}
