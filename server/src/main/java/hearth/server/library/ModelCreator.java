package hearth.server.library;

import hearth.engine.GenerationSettings;
import hearth.engine.ModelSummary;
import hearth.engine.adapter.AdapterOptions;
import hearth.engine.adapter.Adapters;
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
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/** Makes models from others, or from uploaded weights. Thread-safe. */
final class ModelCreator {
    private final ModelStore store;
    private final ModelDirectory directory;
    private final ModelCards cards;
    private final MadeBlobs made;

    ModelCreator(ModelStore store, ModelDirectory directory, ModelCards cards) {
        this.store = store;
        this.directory = directory;
        this.cards = cards;
        this.made = new MadeBlobs(store);
    }

    /** Told each step. */
    interface Progress {
        void status(String text) throws IOException;

        /** How much of a long step is done, in units of its own. */
        void done(String text, long done, long total) throws IOException;
    }

    /** @throws ApiException if the recipe is wrong; nothing is written. What a model that must be pulled first has to say is seen later */
    void check(String name, ModelRecipe recipe) {
        ModelLibrary.parse(name);
        if (recipe.from().isEmpty() && recipe.files().isEmpty()) {
            throw new ApiException(Kind.INVALID_REQUEST, "neither 'from' or 'files' was specified");
        }
        if (recipe.from().isPresent() && !recipe.files().isEmpty()) {
            throw new ApiException(Kind.INVALID_REQUEST, "'from' and 'files' can't both be given");
        }
        Optional<ServedModel> from = recipe.from().flatMap(directory::find);
        recipe.files().forEach((file, digest) -> requireBlob("files", file, digest));
        recipe.adapters().forEach((file, digest) -> requireBlob("adapters", file, digest));
        if (isGguf(recipe.files())) {
            SplitFiles.inOrder(recipe.files().keySet());
        }
        AdapterFiles.of(recipe.adapters());
        if (from.isPresent() || recipe.from().isEmpty()) {
            recipe.template().ifPresent(template -> requireTemplate(template, from));
        }
        try {
            GenerationSettings.defaults().withModelParameters(recipe.parameters());
        } catch (IllegalArgumentException e) {
            throw new ApiException(Kind.INVALID_REQUEST, e.getMessage(), e);
        }
    }

    private void requireBlob(String field, String file, Digest digest) {
        if (!store.touch(digest)) {
            throw new ApiException(Kind.INVALID_REQUEST, field + "." + file + ": no blob of this digest was uploaded");
        }
    }

    /** Names decide: files with a GGUF file among them, or a single one of any other kind but safetensors. */
    private static boolean isGguf(Map<String, Digest> files) {
        return files.keySet().stream().anyMatch(file -> hasEnding(file, ".gguf"))
                || files.size() == 1 && !hasEnding(files.keySet().iterator().next(), ".safetensors");
    }

    private static boolean hasEnding(String file, String ending) {
        return file.toLowerCase(Locale.ROOT).endsWith(ending);
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
        try (MadeBlobs.Making making = made.begin()) {
            MadeWeights weights = new MadeWeights(store, making, progress);
            Layer config = recipe.from().isPresent()
                    ? base(directory.require(recipe.from().get()), layers)
                    : weights(recipe.files(), weights, making, layers, progress);
            if (recipe.quantize().isPresent()) {
                Layer quantized = weights.quantized(() -> open(recipe, layers), recipe.quantize().get());
                layers.removeIf(layer -> is(layer, LayerKind.MODEL));
                layers.addFirst(quantized);
                config = config(() -> open(recipe, layers), making, "quantize");
            }
            addAdapters(layers, recipe, weights, progress);
            replace(layers, recipe, making, progress);
            progress.status("writing manifest");
            store.publish(target, new Manifest(config, layers).toBytes());
        }
    }

    private static Layer base(ServedModel model, List<Layer> layers) {
        layers.addAll(model.stored().manifest().layers());
        return model.stored().manifest().config();
    }

    private Layer weights(
            Map<String, Digest> files, MadeWeights weights, MadeBlobs.Making making, List<Layer> layers, Progress progress)
            throws IOException {
        if (!isGguf(files)) {
            Layer converted = weights.converted(files);
            layers.add(converted);
            return config(() -> GgufBlobs.open(store, List.of(Map.entry("files", converted.digest()))), making, "files");
        }
        progress.status("parsing GGUF");
        List<Map.Entry<String, Digest>> parts = new ArrayList<>();
        for (String file : SplitFiles.inOrder(files.keySet())) {
            Digest digest = files.get(file);
            parts.add(Map.entry(file, digest));
            layers.add(Layer.of(LayerKind.MODEL, digest, Files.size(store.layout().blob(digest))));
        }
        Layer config = config(() -> GgufBlobs.open(store, parts), making, "files");
        for (Map.Entry<String, Digest> part : parts) {
            progress.status("using existing layer " + part.getValue());
        }
        return config;
    }

    /** The weights among these layers. */
    private GgufFile open(ModelRecipe recipe, List<Layer> layers) {
        String name = recipe.from().orElse("files");
        return GgufBlobs.open(store, layers.stream()
                .filter(layer -> is(layer, LayerKind.MODEL))
                .map(layer -> Map.entry(name, layer.digest()))
                .toList());
    }

    /** @param field what of the request is at fault if the weights can't be read */
    private Layer config(Supplier<GgufFile> weights, MadeBlobs.Making making, String field) {
        Map<String, Object> config = new LinkedHashMap<>();
        try (GgufFile file = weights.get()) {
            ModelSummary summary = ModelSummary.of(file);
            config.put("model_format", "gguf");
            config.put("model_family", summary.architecture());
            config.put("model_families", List.of(summary.architecture()));
            config.put("model_type", ModelCards.parameterSize(summary.parameterCount()));
            config.put("file_type", summary.quantization());
        } catch (InvalidModelException e) {
            throw new ApiException(Kind.INVALID_REQUEST, field + "." + e.getMessage(), e);
        }
        config.put("architecture", "amd64");
        config.put("os", "linux");
        return blob(Manifest.CONFIG_MEDIA_TYPE, Json.write(config), making);
    }

    private void addAdapters(List<Layer> layers, ModelRecipe recipe, MadeWeights weights, Progress progress) throws IOException {
        Supplier<GgufFile> model = () -> open(recipe, layers);
        for (AdapterFiles adapter : AdapterFiles.of(recipe.adapters())) {
            Layer layer;
            if (adapter.isFolder()) {
                layer = weights.adapter(adapter, recipe.files(), model);
            } else {
                Digest digest = adapter.files().get(adapter.name());
                layer = Layer.of(LayerKind.ADAPTER, digest, Files.size(store.layout().blob(digest)));
                progress.status("using existing layer " + digest);
            }
            requireFit(adapter, layer, model);
            layers.add(layer);
        }
    }

    /** What could not be run is refused now, not when the model is loaded. */
    private void requireFit(AdapterFiles adapter, Layer layer, Supplier<GgufFile> model) {
        Supplier<GgufFile> source = () -> GgufBlobs.open(store, List.of(Map.entry(adapter.field(), layer.digest())));
        try (GgufFile file = source.get()) {
            String type = file.metadata().optionalString(MetadataKeys.General.TYPE).orElse("model");
            if (!type.equals("adapter")) {
                throw new ApiException(Kind.INVALID_REQUEST, adapter.field() + " is no adapter but a " + type);
            }
        } catch (InvalidModelException e) {
            throw new ApiException(Kind.INVALID_REQUEST, "adapters are GGUF files or folders of PEFT: " + e.getMessage(), e);
        }
        try (GgufFile base = model.get();
                Adapters _ = Adapters.open(List.of(new AdapterOptions(source, 1)), base)) {
            return;
        } catch (InvalidModelException e) {
            throw new ApiException(Kind.INVALID_REQUEST, e.getMessage(), e);
        }
    }

    private void replace(List<Layer> layers, ModelRecipe recipe, MadeBlobs.Making making, Progress progress) throws IOException {
        if (recipe.system().isPresent()) {
            layers.removeIf(layer -> is(layer, LayerKind.SYSTEM));
            add(layers, LayerKind.SYSTEM, recipe.system().get(), making, progress);
        }
        if (!recipe.parameters().isEmpty()) {
            Map<String, Object> all = new LinkedHashMap<>();
            if (recipe.from().isPresent()) {
                all.putAll(directory.require(recipe.from().get()).details().parameters());
            }
            all.putAll(recipe.parameters());
            layers.removeIf(layer -> is(layer, LayerKind.PARAMS));
            add(layers, LayerKind.PARAMS, Json.write(all), making, progress);
        }
        if (recipe.messages().isPresent()) {
            layers.removeIf(layer -> is(layer, LayerKind.MESSAGES));
            add(layers, LayerKind.MESSAGES, Json.write(recipe.messages().get()), making, progress);
        }
        for (String license : recipe.licenses()) {
            add(layers, LayerKind.LICENSE, license, making, progress);
        }
    }

    private static boolean is(Layer layer, LayerKind kind) {
        return layer.mediaType().equals(kind.mediaType());
    }

    private void add(List<Layer> layers, LayerKind kind, String text, MadeBlobs.Making making, Progress progress) throws IOException {
        Layer layer = blob(kind.mediaType(), text, making);
        layers.add(layer);
        progress.status("creating new layer " + layer.digest());
    }

    private Layer blob(String mediaType, String text, MadeBlobs.Making making) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        making.writes(Digest.of(bytes));
        return store.addBlob(mediaType, bytes);
    }
}
