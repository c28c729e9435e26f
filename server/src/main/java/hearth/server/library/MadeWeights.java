package hearth.server.library;

import hearth.engine.ModelSummary;
import hearth.format.InvalidModelException;
import hearth.format.gguf.GgufFile;
import hearth.server.call.ApiException;
import hearth.server.call.ApiException.Kind;
import hearth.store.Cancellation;
import hearth.store.Digest;
import hearth.store.DurableFile;
import hearth.store.Layer;
import hearth.store.LayerKind;
import hearth.store.ModelStore;
import hearth.workshop.convert.Conversion;
import hearth.workshop.convert.ConversionOptions;
import hearth.workshop.convert.WeightType;
import hearth.workshop.huggingface.HuggingFaceFolder;
import hearth.workshop.quantize.FileType;
import hearth.workshop.quantize.Quantization;
import hearth.workshop.quantize.QuantizationOptions;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Makes weights of others: of a folder of safetensors, or smaller ones. Works in a folder of its own among the blobs, so that what is
 * done is moved, not copied.
 */
final class MadeWeights {
    private static final long TELL_NANOS = 200_000_000;

    private final ModelStore store;
    private final ModelCreator.Progress progress;
    private long toldAt;

    MadeWeights(ModelStore store, ModelCreator.Progress progress) {
        this.store = store;
        this.progress = progress;
    }

    /** A GGUF file of uploaded files that together are a model folder. */
    Layer converted(Map<String, Digest> files) throws IOException {
        return inFolder(folder -> {
            for (Map.Entry<String, Digest> file : files.entrySet()) {
                Path link = folder.resolve("model").resolve(file.getKey());
                Files.createDirectories(link.getParent());
                Files.createLink(link, store.layout().blob(file.getValue()));
            }
            Path target = folder.resolve("model.gguf");
            progress.status("converting model");
            try (HuggingFaceFolder source = HuggingFaceFolder.open(folder.resolve("model"))) {
                Conversion conversion = Conversion.plan(source, ConversionOptions.defaults().withType(WeightType.STORED));
                conversion.write(target, (bytes, total) -> tell("converting model", bytes, total));
            }
            return published(target);
        });
    }

    /** The same model in a smaller type. */
    Layer quantized(Layer weights, FileType type) throws IOException {
        return inFolder(folder -> {
            Path target = folder.resolve("model.gguf");
            try (GgufFile source = GgufFile.open(store.layout().blob(weights.digest()))) {
                String status = "quantizing " + ModelSummary.of(source).quantization() + " model to " + type.name().toUpperCase(Locale.ROOT);
                progress.status(status);
                Quantization quantization = Quantization.of(source, QuantizationOptions.of(type));
                quantization.write(target, (values, total) -> tell(status, values, total));
            }
            return published(target);
        });
    }

    private void tell(String status, long done, long total) {
        long now = System.nanoTime();
        if (now - toldAt < TELL_NANOS && done < total) {
            return;
        }
        toldAt = now;
        try {
            progress.done(status, done, total);
        } catch (IOException e) {
            // The client is gone; the exception ends the work.
            throw new UncheckedIOException(e);
        }
    }

    private Layer published(Path file) throws IOException {
        Digest digest = Digest.ofFile(file, _ -> {}, new Cancellation());
        Layer layer = Layer.of(LayerKind.MODEL, digest, Files.size(file));
        DurableFile.publish(file, store.layout().blob(digest));
        progress.status("creating new layer " + digest);
        return layer;
    }

    private interface Work {
        Layer in(Path folder) throws IOException;
    }

    private Layer inFolder(Work work) throws IOException {
        DurableFile.createFolders(store.layout().blobs());
        Path folder = store.layout().blobs().resolve(
                ".create-" + ProcessHandle.current().pid() + "-" + Long.toHexString(ThreadLocalRandom.current().nextLong()));
        Files.createDirectory(folder);
        try {
            return work.in(folder);
        } catch (InvalidModelException e) {
            throw new ApiException(Kind.INVALID_REQUEST, "the model can't be made: " + e.getMessage(), e);
        } catch (UncheckedIOException e) {
            throw e.getCause();
        } finally {
            remove(folder);
        }
    }

    private static void remove(Path folder) throws IOException {
        Files.walkFileTree(folder, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                Files.delete(file);
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult postVisitDirectory(Path each, IOException failure) throws IOException {
                Files.delete(each);
                return FileVisitResult.CONTINUE;
            }
        });
    }
}
