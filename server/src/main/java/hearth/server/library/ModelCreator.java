package hearth.server.library;

import hearth.chat.ChatTemplate;
import hearth.chat.TemplateException;
import hearth.engine.GenerationSettings;
import hearth.engine.ModelSummary;
import hearth.format.InvalidModelException;
import hearth.format.gguf.GgufFile;
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
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Makes models from others, or from uploaded weights. */
final class ModelCreator {
    private final ModelStore store;
    private final ModelDirectory directory;

    ModelCreator(ModelStore store, ModelDirectory directory) {
        this.store = store;
        this.directory = directory;
    }

    /** Told each step. */
    @FunctionalInterface
    interface Progress {
        void status(String text) throws IOException;
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
        recipe.from().ifPresent(directory::require);
        if (recipe.files().size() > 1) {
            throw ApiException.unsupported("files", "weights in several files can't be taken yet");
        }
        recipe.template().ifPresent(ModelCreator::requireTemplate);
        try {
            GenerationSettings.defaults().withModelParameters(recipe.parameters());
        } catch (IllegalArgumentException e) {
            throw new ApiException(Kind.INVALID_REQUEST, e.getMessage(), e);
        }
    }

    private static void requireTemplate(String template) {
        try {
            ChatTemplate.parse(template);
        } catch (TemplateException e) {
            throw new ApiException(Kind.INVALID_REQUEST, "template: " + e.getMessage(), e);
        }
        throw ApiException.unsupported("template", "prompts are made by the template inside the weights");
    }

    void create(String name, ModelRecipe recipe, Progress progress) throws IOException {
        check(name, recipe);
        ModelName target = ModelLibrary.parse(name);
        List<Layer> layers = new ArrayList<>();
        Layer config = recipe.from().isPresent()
                ? base(directory.require(recipe.from().get()), layers)
                : weights(recipe.files().entrySet().iterator().next(), layers, progress);
        replace(layers, recipe, progress);
        progress.status("writing manifest");
        store.publish(target, new Manifest(config, layers).toBytes());
    }

    private static Layer base(ServedModel model, List<Layer> layers) {
        layers.addAll(model.stored().manifest().layers());
        return model.stored().manifest().config();
    }

    private Layer weights(Map.Entry<String, Digest> file, List<Layer> layers, Progress progress) throws IOException {
        Path path = store.layout().blob(file.getValue());
        if (!Files.isRegularFile(path)) {
            throw new ApiException(Kind.INVALID_REQUEST, "files." + file.getKey() + ": no blob of this digest was uploaded");
        }
        progress.status("parsing GGUF");
        Map<String, Object> config = new LinkedHashMap<>();
        try (GgufFile weights = GgufFile.open(path)) {
            ModelSummary summary = ModelSummary.of(weights);
            config.put("model_format", "gguf");
            config.put("model_family", summary.architecture());
            config.put("model_families", List.of(summary.architecture()));
            config.put("model_type", ModelCards.parameterSize(summary.parameterCount()));
            config.put("file_type", summary.quantization());
        } catch (InvalidModelException e) {
            throw new ApiException(Kind.INVALID_REQUEST, "files." + file.getKey() + ": " + e.getMessage(), e);
        }
        config.put("architecture", "amd64");
        config.put("os", "linux");
        layers.add(Layer.of(LayerKind.MODEL, file.getValue(), Files.size(path)));
        progress.status("using existing layer " + file.getValue());
        return store.addBlob(Manifest.CONFIG_MEDIA_TYPE, Json.write(config).getBytes(StandardCharsets.UTF_8));
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
