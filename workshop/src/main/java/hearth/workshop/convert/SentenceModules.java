package hearth.workshop.convert;

import hearth.format.InvalidModelException;
import hearth.format.InvalidModelException.Kind;
import hearth.format.gguf.MetadataKeys.Model;
import hearth.format.gguf.TensorNames;
import hearth.json.Json;
import hearth.json.JsonException;
import hearth.workshop.convert.family.Family;
import hearth.workshop.convert.family.Sizes;
import hearth.workshop.huggingface.HuggingFaceFolder;
import hearth.workshop.huggingface.JsonFile;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** {@code modules.json} of sentence-transformers: how token vectors become one, and what follows. */
final class SentenceModules {
    private static final String FILE = "modules.json";
    private static final int MEAN = 1;
    private static final int FIRST = 2;
    private static final int LAST = 3;

    private SentenceModules() {}

    /** Writes the pooling; refuses modules that would be lost. */
    static void describe(HuggingFaceFolder folder, Family family, Sizes sizes) {
        String text = folder.text(FILE).orElse("[]");
        try {
            for (Object module : Json.parseArray(text)) {
                if (!(module instanceof Map<?, ?> map)
                        || !(map.get("type") instanceof String type)
                        || !(map.get("path") instanceof String path)) {
                    throw InvalidModelException.inFile(Kind.MALFORMED, FILE, "has an entry without type and path");
                }
                module(folder, family, sizes, type.substring(type.lastIndexOf('.') + 1), path);
            }
        } catch (JsonException e) {
            throw InvalidModelException.inFile(Kind.MALFORMED, FILE, e.getMessage());
        }
    }

    private static void module(HuggingFaceFolder folder, Family family, Sizes sizes, String kind, String path) {
        // A name from a file must not lead out of the folder.
        if (!path.isEmpty() && !path.matches("\\w[\\w.\\-]*")) {
            throw InvalidModelException.inFile(Kind.MALFORMED, FILE, "has the path '" + path + "', which is no plain name");
        }
        switch (kind) {
            case "Transformer", "Normalize" -> { }
            case "Pooling" -> folder.json(path + "/config.json")
                    .ifPresent(pooling -> sizes.put(Model.POOLING_TYPE, pooling(pooling)));
            case "Dense" -> dense(folder, family, sizes, path);
            default -> throw InvalidModelException.inFile(
                    Kind.UNSUPPORTED, FILE, "has a module of type '" + kind + "', which cannot be converted");
        }
    }

    private static void dense(HuggingFaceFolder folder, Family family, Sizes sizes, String path) {
        String weights = path + "/model.safetensors";
        Family.Module known = family.modules().stream().filter(module -> module.file().equals(weights)).findFirst().orElseThrow(
                () -> InvalidModelException.inFile(
                        Kind.UNSUPPORTED, FILE, "has a dense layer '" + path + "', which has no place in this architecture"));
        if (folder.moduleWeights(weights).isEmpty()) {
            throw InvalidModelException.inFile(
                    Kind.MISSING, FILE, "has a dense layer '" + path + "', but there is no " + weights + "; pickled weights are never read");
        }
        String activation = folder.json(path + "/config.json").flatMap(config -> config.text("activation_function")).orElse("Identity");
        if (activation.endsWith("Tanh") && known.target().equals(TensorNames.DENSE_2)) {
            sizes.put(Model.DENSE_2_ACTIVATION, "tanh");
        } else if (!activation.endsWith("Identity")) {
            throw InvalidModelException.inFile(Kind.UNSUPPORTED, FILE,
                    "has a dense layer '" + path + "' with the activation " + activation);
        }
    }

    private static int pooling(JsonFile pooling) {
        Optional<String> named = pooling.text("pooling_mode");
        if (named.isPresent()) {
            return switch (named.get()) {
                case "mean" -> MEAN;
                case "cls" -> FIRST;
                case "lasttoken" -> LAST;
                default -> throw pooling.unsupported("pooling_mode", "is '" + named.get() + "'; known are mean, cls, lasttoken");
            };
        }
        List<String> chosen = pooling.values().entrySet().stream()
                .filter(entry -> entry.getKey().startsWith("pooling_mode_") && Boolean.TRUE.equals(entry.getValue()))
                .map(Map.Entry::getKey)
                .toList();
        return switch (chosen.size() == 1 ? chosen.getFirst() : "") {
            case "pooling_mode_mean_tokens" -> MEAN;
            case "pooling_mode_cls_token" -> FIRST;
            case "pooling_mode_lasttoken" -> LAST;
            default -> throw pooling.unsupported("pooling_mode", "is " + chosen + "; only the mean, the first or the last token"
                    + " can be converted");
        };
    }
}
