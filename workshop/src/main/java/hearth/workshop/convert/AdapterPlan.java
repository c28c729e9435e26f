package hearth.workshop.convert;

import hearth.format.InvalidModelException;
import hearth.format.InvalidModelException.Kind;
import hearth.format.TensorType;
import hearth.format.gguf.MetadataKeys.Adapter;
import hearth.format.gguf.MetadataKeys.General;
import hearth.format.gguf.MetadataType;
import hearth.format.gguf.MetadataValue;
import hearth.format.gguf.NumberArray;
import hearth.format.safetensors.SafetensorsFolder;
import hearth.format.safetensors.StoredTensor;
import hearth.workshop.convert.family.Families;
import hearth.workshop.convert.family.Family;
import hearth.workshop.convert.tensor.AdapterTensors;
import hearth.workshop.convert.tensor.Blocks;
import hearth.workshop.convert.tensor.EncodedValues;
import hearth.workshop.convert.tensor.StoredValues;
import hearth.workshop.convert.tensor.Values;
import hearth.workshop.huggingface.AdapterFolder;
import hearth.workshop.huggingface.JsonFile;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Plans the conversion of a low-rank adapter of PEFT. What GGUF has no place for is refused, never left out. */
final class AdapterPlan {
    private static final String WRAPPER = "base_model.model.";
    private static final String DOWN = ".lora_A.weight";
    private static final String UP = ".lora_B.weight";
    private static final String EMBEDDING_DOWN = ".lora_embedding_A";
    private static final String EMBEDDING_UP = ".lora_embedding_B";

    private final AdapterFolder folder;
    private final JsonFile config;
    private final Family family;
    private final JsonFile base;
    private final WeightType type;
    private final double alpha;

    AdapterPlan(AdapterFolder folder, JsonFile baseConfig, ConversionOptions options) {
        this.folder = folder;
        this.config = folder.config();
        this.family = Families.of(baseConfig);
        this.base = family.prepared(baseConfig);
        // Adapters are small and added to what is quantized: they keep their precision unless told otherwise.
        this.type = options.type().tensorType() == null ? WeightType.F32 : options.type();
        this.alpha = config.numberOr(8, "lora_alpha");
    }

    Conversion plan() {
        requireRepresentable();
        AdapterTensors tensors = new AdapterTensors(folder.name(), family.tensors(base));
        for (StoredTensor tensor : folder.weights().tensors().values()) {
            add(tensor, tensors);
        }
        Map<String, Blocks> blocks = new LinkedHashMap<>();
        tensors.finish(base.intOr(0, "num_local_experts", "num_experts", "n_routed_experts"))
                .forEach((name, values) -> blocks.put(name, encoded(values)));
        if (blocks.isEmpty()) {
            throw InvalidModelException.inFile(Kind.MISSING, folder.name(), "has no adapted layer");
        }
        return new Conversion(folder.name(), metadata(), blocks, new Conversion.Remarks(List.of(), List.of()));
    }

    private Blocks encoded(Values values) {
        TensorType chosen = type.tensorType();
        return new EncodedValues(values, values.columns() % chosen.blockSize() == 0 ? chosen : TensorType.F16);
    }

    private void requireRepresentable() {
        String kind = config.text("peft_type").orElse("LORA");
        if (!kind.equals("LORA")) {
            throw config.unsupported("peft_type", "is '" + kind + "'; only LORA can be converted");
        }
        for (String key : List.of("use_dora", "lora_bias")) {
            if (config.flag(key, false)) {
                throw config.unsupported(key, "is true, which GGUF cannot say; merge the adapter into its model instead");
            }
        }
        String bias = config.text("bias").orElse("none");
        if (!bias.equals("none")) {
            throw config.unsupported("bias", "is '" + bias + "': trained biases have no place in a GGUF adapter");
        }
        for (String key : List.of("modules_to_save", "target_parameters", "trainable_token_indices")) {
            Object value = config.values().get(key);
            boolean empty = value == null || value instanceof List<?> list && list.isEmpty();
            if (!empty) {
                throw config.unsupported(key, "is set, which GGUF cannot say; merge the adapter into its model instead");
            }
        }
    }

    private void add(StoredTensor tensor, AdapterTensors tensors) {
        String name = tensor.name();
        if (name.endsWith(UP) || name.endsWith(EMBEDDING_UP)) {
            other(name, name.endsWith(UP) ? UP : EMBEDDING_UP, name.endsWith(UP) ? DOWN : EMBEDDING_DOWN);
            return;
        }
        boolean linear = name.endsWith(DOWN);
        if (!linear && !name.endsWith(EMBEDDING_DOWN)) {
            throw InvalidModelException.inFile(Kind.UNSUPPORTED, folder.weights().fileOf(tensor),
                    "tensor '" + name + "' is no half of a low-rank pair, which GGUF cannot say");
        }
        String stem = name.substring(0, name.length() - (linear ? DOWN : EMBEDDING_DOWN).length());
        StoredTensor second = other(name, linear ? DOWN : EMBEDDING_DOWN, linear ? UP : EMBEDDING_UP);
        Values down = new StoredValues(folder.weights(), tensor);
        Values up = new StoredValues(folder.weights(), second);
        String module = stem.startsWith(WRAPPER) ? stem.substring(WRAPPER.length()) : stem;
        float factor = factor(module, down.size(0));
        if (linear) {
            tensors.linear(module, down, up, factor);
        } else {
            tensors.embedding(module, down, up, factor);
        }
    }

    private StoredTensor other(String name, String ending, String otherEnding) {
        SafetensorsFolder weights = folder.weights();
        StoredTensor other = weights.tensors().get(name.substring(0, name.length() - ending.length()) + otherEnding);
        if (other == null) {
            throw InvalidModelException.inFile(Kind.MISSING, folder.name(), "tensor '" + name + "' is here without its other half");
        }
        return other;
    }

    /** Readers scale a pair by alpha / rank, with the one alpha of the file; B is scaled by what the pair wants beyond that. */
    private float factor(String module, long rank) {
        double wantedAlpha = pattern("alpha_pattern", module).orElse(alpha);
        double wantedRank = pattern("rank_pattern", module).orElse(config.numberOr(8, "r"));
        if (wantedRank != rank || rank < 1) {
            throw config.error("r", "says rank " + wantedRank + " for '" + module + "', but its tensors have " + rank);
        }
        double wanted = config.flag("use_rslora", false) ? wantedAlpha / Math.sqrt(rank) : wantedAlpha / rank;
        // An alpha of 0 means "no scaling" to readers, so 1 is written and everything goes into B.
        return (float) (wanted * rank / writtenAlpha());
    }

    private double writtenAlpha() {
        return alpha == 0 ? 1 : alpha;
    }

    /** A value for modules whose path ends so. */
    private Optional<Double> pattern(String key, String module) {
        JsonFile patterns = config.object(key).orElse(JsonFile.of(config.file(), Map.of()));
        for (String pattern : patterns.values().keySet()) {
            String plain = pattern.replace("\\.", ".").replaceFirst("^\\^", "");
            if (!plain.matches("[\\w.]+")) {
                throw config.unsupported(key, "has the pattern '" + pattern + "'; only ends of module names are understood");
            }
            boolean whole = pattern.startsWith("^");
            if (module.equals(plain) || !whole && module.endsWith("." + plain)) {
                return Optional.of(patterns.requiredNumber(pattern));
            }
        }
        return Optional.empty();
    }

    private Map<String, MetadataValue> metadata() {
        Map<String, MetadataValue> metadata = new LinkedHashMap<>();
        metadata.put(General.ARCHITECTURE, new MetadataValue.Text(family.architecture(base)));
        metadata.put(General.TYPE, new MetadataValue.Text("adapter"));
        metadata.put(Adapter.TYPE, new MetadataValue.Text("lora"));
        metadata.put(General.NAME, new MetadataValue.Text(GeneralKeys.title(folder.name())));
        metadata.put(General.FILE_TYPE, new MetadataValue.Whole(MetadataType.UINT32, type.fileType()));
        metadata.put(Adapter.LORA_ALPHA, new MetadataValue.Real(MetadataType.FLOAT32, (float) writtenAlpha()));
        config.numbers("alora_invocation_tokens").filter(tokens -> !tokens.isEmpty()).ifPresent(tokens -> {
            ByteBuffer bytes = ByteBuffer.allocate(4 * tokens.size()).order(ByteOrder.LITTLE_ENDIAN);
            tokens.forEach(token -> bytes.putInt(token.intValue()));
            metadata.put(Adapter.INVOCATION_TOKENS, NumberArray.ofBytes(MetadataType.UINT32, bytes.array()));
        });
        return metadata;
    }
}
