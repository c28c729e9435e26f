package hearth.server.library;

import hearth.engine.GenerationSettings;
import hearth.engine.ModelSummary;
import hearth.format.InvalidModelException;
import hearth.format.gguf.GgufFile;
import hearth.format.gguf.MetadataKeys;
import hearth.json.Json;
import hearth.server.call.ApiException;
import hearth.server.call.ApiException.Kind;
import hearth.server.model.ModelDirectory;
import hearth.server.model.ServedModel;
import hearth.store.Digest;
import hearth.store.Layer;
import hearth.store.LayerKind;
import hearth.store.Manifest;
import hearth.store.ModelName;
import hearth.store.ModelStore;
import hearth.workshop.quantize.FileType;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Makes models from others, or from uploaded weights. */
final class ModelCreator {
    private final ModelStore store;
    private final ModelDirectory directory;
    private final ModelCards cards;

    ModelCreator(ModelStore store, ModelDirectory directory, ModelCards cards) {
        this.store = store;
        this.directory = directory;
        this.cards = cards;
    }

    /** Told each step. */
    interface Progress {
        void status(String text) throws IOException;

        /** How much of a long step is done, in units of its own. */
        void done(String text, long done, long total) throws IOException;
    }

    /** @throws ApiException if the recipe is wrong; nothing is written */
    void check(String name, ModelRecipe recipe) {
        ModelLibrary.parse(name);
        if (recipe.from().isEmpty() && recipe.files().isEmpty()) {
            throw new ApiException(Kind.INVALID_REQUEST, "neither 'from' or 'files' was specified");
        }
        if (recipe.from().isPresent() && !recipe.files().isEmpty()) {
            throw new ApiException(Kind.INVALID_REQUEST, "'from' and 'files' can't both be given");
        }
        Optional<ServedModel> from = recipe.from().map(directory::require);
        recipe.files().forEach((file, digest) -> requireBlob("files", file, digest));
        recipe.adapters().forEach((file, digest) -> requireBlob("adapters", file, digest));
        if (recipe.files().size() > 1 && recipe.files().keySet().stream().anyMatch(ModelCreator::isGguf)) {
            throw ApiException.unsupported("files", "one GGUF file, or the files of a safetensors folder; join the parts of a split model first");
        }
        recipe.template().ifPresent(template -> requireTemplate(template, from));
        try {
            GenerationSettings.defaults().withModelParameters(recipe.parameters());
        } catch (IllegalArgumentException e) {
            throw new ApiException(Kind.INVALID_REQUEST, e.getMessage(), e);
        }
    }

    private void requireBlob(String field, String file, Digest digest) {
        if (!Files.isRegularFile(store.layout().blob(digest))) {
            throw new ApiException(Kind.INVALID_REQUEST, field + "." + file + ": no blob of this digest was uploaded");
        }
    }

    private static boolean isGguf(String file) {
        return file.toLowerCase(Locale.ROOT).endsWith(".gguf");
    }

    /** A template that the model has anyway changes nothing; another one would not be used, so it is refused. */
    private void requireTemplate(String template, Optional<ServedModel> from) {
        boolean own = from.isPresent()
                && (from.get().details().template().filter(template::equals).isPresent()
                        || cards.of(from.get()).chatTemplate().filter(template::equals).isPresent());
        if (!own) {
            throw ApiException.unsupported("template", "prompts are made by the Jinja template inside the weights, and templates of Go are not run");
        }
    }

    void create(String name, ModelRecipe recipe, Progress progress) throws IOException {
        check(name, recipe);
        ModelName target = ModelLibrary.parse(name);
        List<Layer> layers = new ArrayList<>();
        Layer config = recipe.from().isPresent()
                ? base(directory.require(recipe.from().get()), layers)
                : weights(recipe.files(), layers, progress);
        if (recipe.quantize().isPresent()) {
            config = quantize(layers, recipe.quantize().get(), progress);
        }
        addAdapters(layers, recipe, progress);
        replace(layers, recipe, progress);
        progress.status("writing manifest");
        store.publish(target, new Manifest(config, layers).toBytes());
    }

    private static Layer base(ServedModel model, List<Layer> layers) {
        layers.addAll(model.stored().manifest().layers());
        return model.stored().manifest().config();
    }

    private Layer weights(Map<String, Digest> files, List<Layer> layers, Progress progress) throws IOException {
        Map.Entry<String, Digest> first = files.entrySet().iterator().next();
        Layer weights;
        if (files.size() == 1 && !first.getKey().endsWith(".safetensors")) {
            progress.status("parsing GGUF");
            weights = Layer.of(LayerKind.MODEL, first.getValue(), Files.size(store.layout().blob(first.getValue())));
            progress.status("using existing layer " + first.getValue());
        } else {
            weights = new MadeWeights(store, progress).converted(files);
        }
        layers.add(weights);
        return config(weights, "files." + first.getKey());
    }

    /** @param field what of the request is at fault if the weights can't be read */
    private Layer config(Layer weights, String field) throws IOException {
        Map<String, Object> config = new LinkedHashMap<>();
        try (GgufFile file = GgufFile.open(store.layout().blob(weights.digest()))) {
            ModelSummary summary = ModelSummary.of(file);
            config.put("model_format", "gguf");
            config.put("model_family", summary.architecture());
            config.put("model_families", List.of(summary.architecture()));
            config.put("model_type", ModelCards.parameterSize(summary.parameterCount()));
            config.put("file_type", summary.quantization());
        } catch (InvalidModelException e) {
            throw new ApiException(Kind.INVALID_REQUEST, field + ": " + e.getMessage(), e);
        }
        config.put("architecture", "amd64");
        config.put("os", "linux");
        return store.addBlob(Manifest.CONFIG_MEDIA_TYPE, Json.write(config).getBytes(StandardCharsets.UTF_8));
    }

    private Layer quantize(List<Layer> layers, FileType type, Progress progress) throws IOException {
        List<Layer> weights = layers.stream().filter(layer -> is(layer, LayerKind.MODEL)).toList();
        if (weights.size() != 1) {
            throw ApiException.unsupported("quantize", "the model's weights are in " + weights.size() + " files");
        }
        Layer quantized = new MadeWeights(store, progress).quantized(weights.getFirst(), type);
        layers.replaceAll(layer -> layer == weights.getFirst() ? quantized : layer);
        return config(quantized, "quantize");
    }

    private void addAdapters(List<Layer> layers, ModelRecipe recipe, Progress progress) throws IOException {
        for (Map.Entry<String, Digest> adapter : recipe.adapters().entrySet()) {
            Path path = store.layout().blob(adapter.getValue());
            requireAdapter(path, "adapters." + adapter.getKey());
            layers.add(Layer.of(LayerKind.ADAPTER, adapter.getValue(), Files.size(path)));
            progress.status("using existing layer " + adapter.getValue());
        }
    }

    private static void requireAdapter(Path path, String field) {
        try (GgufFile file = GgufFile.open(path)) {
            String type = file.metadata().optionalString(MetadataKeys.General.TYPE).orElse("model");
            if (!type.equals("adapter")) {
                throw new ApiException(Kind.INVALID_REQUEST, field + " is no adapter but a " + type);
            }
        } catch (InvalidModelException e) {
            throw new ApiException(Kind.INVALID_REQUEST, field + ": adapters are GGUF files, as 'hearth convert' writes them: " + e.getMessage(), e);
        }
    }

    private void replace(List<Layer> layers, ModelRecipe recipe, Progress progress) throws IOException {
        if (recipe.system().isPresent()) {
            layers.removeIf(layer -> is(layer, LayerKind.SYSTEM));
            add(layers, LayerKind.SYSTEM, recipe.system().get(), progress);
        }
        if (!recipe.parameters().isEmpty()) {
            Map<String, Object> all = new LinkedHashMap<>();
            if (recipe.from().isPresent()) {
                all.putAll(directory.require(recipe.from().get()).details().parameters());
            }
            all.putAll(recipe.parameters());
            layers.removeIf(layer -> is(layer, LayerKind.PARAMS));
            add(layers, LayerKind.PARAMS, Json.write(all), progress);
        }
        if (recipe.messages().isPresent()) {
            layers.removeIf(layer -> is(layer, LayerKind.MESSAGES));
            add(layers, LayerKind.MESSAGES, Json.write(recipe.messages().get()), progress);
        }
        for (String license : recipe.licenses()) {
            add(layers, LayerKind.LICENSE, license, progress);
        }
    }

    private static boolean is(Layer layer, LayerKind kind) {
        return layer.mediaType().equals(kind.mediaType());
    }

    private void add(List<Layer> layers, LayerKind kind, String text, Progress progress) throws IOException {
        Layer layer = store.addBlob(kind.mediaType(), text.getBytes(StandardCharsets.UTF_8));
        layers.add(layer);
        progress.status("creating new layer " + layer.digest());
    }
}
