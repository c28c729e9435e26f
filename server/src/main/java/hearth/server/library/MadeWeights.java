package hearth.server.library;

import hearth.engine.ModelSummary;
import hearth.format.InvalidModelException;
import hearth.format.gguf.GgufFile;
import hearth.format.gguf.TensorInfo;
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
import hearth.workshop.edit.GgufParts;
import hearth.workshop.huggingface.HuggingFaceFolder;
import hearth.workshop.quantize.FileType;
import hearth.workshop.quantize.Quantization;
import hearth.workshop.quantize.QuantizationOptions;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.function.Supplier;

/**
 * Makes weights of others: of a folder of safetensors, or smaller ones, or adapters of those of PEFT.
 */
final class MadeWeights {
    private static final long TELL_NANOS = 200_000_000;
    private static final String MODEL_FOLDER = "model";
    private static final String CONFIG = "config.json";

    private final ModelStore store;
    private final MadeBlobs.Making making;
    private final ModelCreator.Progress progress;
    private long toldAt;

    MadeWeights(ModelStore store, MadeBlobs.Making making, ModelCreator.Progress progress) {
        this.store = store;
        this.making = making;
        this.progress = progress;
    }

    /** A GGUF file of uploaded files that together are a model folder. */
    Layer converted(Map<String, Digest> files) throws IOException {
        return inFolder("the model can't be made", folder -> {
            Path model = linked(files, folder.resolve(MODEL_FOLDER));
            Path target = folder.resolve("model.gguf");
            progress.status("converting model");
            try (HuggingFaceFolder source = HuggingFaceFolder.open(model)) {
                Conversion conversion = Conversion.plan(source, ConversionOptions.defaults().withType(WeightType.STORED));
                conversion.write(target, (bytes, total) -> tell("converting model", bytes, total));
            }
            return published(target, LayerKind.MODEL);
        });
    }

    /** The same model in a smaller type. */
    Layer quantized(Supplier<GgufFile> weights, FileType type) throws IOException {
        return inFolder("the model can't be made", folder -> {
            Path target = folder.resolve("model.gguf");
            try (GgufFile source = weights.get()) {
                String status = "quantizing " + ModelSummary.of(source).quantization() + " model to " + type.name().toUpperCase(Locale.ROOT);
                progress.status(status);
                Quantization quantization = Quantization.of(source, QuantizationOptions.of(type));
                quantization.write(target, (values, total) -> tell(status, values, total));
            }
            return published(target, LayerKind.MODEL);
        });
    }

    /**
     * A GGUF adapter of the files of a folder of PEFT.
     *
     * @param files what the model is made of: a {@code config.json} among them tells how its layers are laid out, else the weights do
     * @param model opens the model's weights
     */
    Layer adapter(AdapterFiles adapter, Map<String, Digest> files, Supplier<GgufFile> model) throws IOException {
        return inFolder(adapter.field(), folder -> {
            Path source = linked(adapter.files(), folder.resolve("adapter").resolve(adapter.name()));
            Path target = folder.resolve("adapter.gguf");
            String status = "converting adapter";
            progress.status(status);
            try (GgufFile converted = opened(source, files, model, folder)) {
                long total = converted.tensors().values().stream().mapToLong(TensorInfo::byteSize).sum();
                GgufParts.merge(converted, target, bytes -> tell(status, bytes, total));
            }
            return published(target, LayerKind.ADAPTER);
        });
    }

    private GgufFile opened(Path adapter, Map<String, Digest> files, Supplier<GgufFile> model, Path folder) throws IOException {
        if (files.containsKey(CONFIG)) {
            return Conversion.openAdapter(adapter, linked(Map.of(CONFIG, files.get(CONFIG)), folder.resolve(MODEL_FOLDER)));
        }
        try (GgufFile base = model.get()) {
            return Conversion.openAdapter(adapter, base);
        }
    }

    /** A folder in which blobs have the names that their user knows. */
    private Path linked(Map<String, Digest> files, Path folder) throws IOException {
        for (Map.Entry<String, Digest> file : files.entrySet()) {
            Path link = folder.resolve(file.getKey());
            Files.createDirectories(link.getParent());
            Files.createLink(link, store.layout().blob(file.getValue()));
        }
        return folder;
    }

    private synchronized void tell(String status, long done, long total) {
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

    private Layer published(Path file, LayerKind kind) throws IOException {
        Digest digest = Digest.ofFile(file, _ -> {}, new Cancellation());
        Layer layer = Layer.of(kind, digest, Files.size(file));
        making.writes(digest);
        DurableFile.publish(file, store.layout().blob(digest));
        progress.status("creating new layer " + digest);
        return layer;
    }

    private interface Work {
        Layer in(Path folder) throws IOException;
    }

    /** @param failed what a message about a wrong file begins with */
    private Layer inFolder(String failed, Work work) throws IOException {
        try (MakingFolder folder = MakingFolder.create(store)) {
            return work.in(folder.path());
        } catch (InvalidModelException e) {
            throw new ApiException(Kind.INVALID_REQUEST, failed + ": " + e.getMessage(), e);
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }
}
