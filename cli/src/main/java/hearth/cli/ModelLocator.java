package hearth.cli;

import hearth.engine.adapter.AdapterOptions;
import hearth.store.Layer;
import hearth.store.LayerKind;
import hearth.store.ModelNotFoundException;
import hearth.store.StoredModel;
import hearth.store.pull.PullPlan;
import hearth.store.pull.Resolution;
import hearth.workshop.huggingface.HuggingFaceFolder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Finds the weights of a MODEL argument, pulling them where a command may. */
final class ModelLocator {
    /** Parts after the first of a split model. */
    private static final Pattern LATER_PART = Pattern.compile("-(?!00001)\\d{5}-of-\\d{5}\\.gguf$");

    private final Services services;

    ModelLocator(Services services) {
        this.services = services;
    }

    /** A model that must be on this machine already. */
    LocatedModel here(String name) {
        Resolution resolution = services.resolver().resolve(name);
        if (resolution instanceof Resolution.Missing) {
            throw new ModelNotFoundException(name);
        }
        return located(name, resolution);
    }

    /** A model that is pulled when it is not here. */
    LocatedModel hereOrPulled(String name) {
        Resolution resolution = services.resolver().resolve(name);
        if (resolution instanceof Resolution.Missing(PullPlan plan)) {
            services.pulling().pull(plan);
            return here(name);
        }
        return located(name, resolution);
    }

    private LocatedModel located(String name, Resolution resolution) {
        return switch (resolution) {
            case Resolution.Local(Path path) -> LocatedModel.local(name, weightsIn(path));
            case Resolution.Stored(StoredModel model, Path weights) ->
                LocatedModel.stored(name, weights, model, services.store().details(model), adapters(model));
            case Resolution.Missing _ -> throw new ModelNotFoundException(name);
        };
    }

    /** Those that a stored model comes with. */
    private List<AdapterOptions> adapters(StoredModel model) {
        return adapterLayers(model).stream().map(layer -> AdapterOptions.of(services.store().blob(model, layer))).toList();
    }

    static List<Layer> adapterLayers(StoredModel model) {
        return model.manifest().layers(LayerKind.ADAPTER);
    }

    private static Path weightsIn(Path path) {
        if (!Files.isDirectory(path)) {
            return path;
        }
        try (Stream<Path> files = Files.list(path)) {
            List<Path> candidates = files.filter(file -> isFirstPart(file.getFileName().toString())).sorted().toList();
            if (candidates.size() == 1) {
                return candidates.getFirst();
            }
            if (candidates.isEmpty() && HuggingFaceFolder.isAt(path)) {
                return path;
            }
            throw new CommandException(path + ": " + (candidates.isEmpty()
                    ? "no GGUF file in this folder, nor config.json with model.safetensors"
                    : "several GGUF files in this folder; name one of " + names(candidates)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static boolean isFirstPart(String name) {
        return name.endsWith(".gguf") && !LATER_PART.matcher(name).find();
    }

    private static List<Path> names(List<Path> files) {
        return files.stream().map(Path::getFileName).toList();
    }
}
