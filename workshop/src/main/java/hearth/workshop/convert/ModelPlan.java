package hearth.workshop.convert;

import hearth.format.InvalidModelException;
import hearth.format.InvalidModelException.Kind;
import hearth.format.gguf.MetadataKeys.General;
import hearth.format.gguf.MetadataType;
import hearth.format.gguf.MetadataValue;
import hearth.format.gguf.TensorNames;
import hearth.format.safetensors.SafetensorsFolder;
import hearth.format.safetensors.StoredTensor;
import hearth.tokenizer.Vocabulary;
import hearth.tokenizer.huggingface.TokenizerFiles;
import hearth.workshop.convert.family.Families;
import hearth.workshop.convert.family.Family;
import hearth.workshop.convert.family.Sizes;
import hearth.workshop.convert.tensor.Blocks;
import hearth.workshop.convert.tensor.PackedPlan;
import hearth.workshop.convert.tensor.StoredValues;
import hearth.workshop.convert.tensor.TensorPlan;
import hearth.workshop.convert.tensor.TensorTable;
import hearth.workshop.convert.tensor.Values;
import hearth.workshop.huggingface.HuggingFaceFolder;
import hearth.workshop.huggingface.JsonFile;
import hearth.workshop.quantize.FileType;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/** Plans the conversion of one model folder: the family says what, this class puts it together. */
final class ModelPlan {
    private static final int MAX_LAYERS = 1024;
    private static final int QUANTIZATION_VERSION = 2;
    private static final String WEIGHT = ".weight";
    private static final String BIAS = ".bias";

    private final HuggingFaceFolder folder;
    private final WeightType type;
    private final Family family;
    private final JsonFile config;
    private final Sizes sizes;

    ModelPlan(HuggingFaceFolder folder, ConversionOptions options) {
        this.folder = folder;
        this.type = options.type().resolve(folder.weights().tensors().values());
        this.family = Families.of(folder.config());
        this.config = family.prepared(folder.config());
        this.sizes = new Sizes(family.architecture(config));
    }

    Conversion plan() {
        int layerCount = family.layerCount(config);
        if (layerCount < 1 || layerCount > MAX_LAYERS) {
            throw config.error("num_hidden_layers", "is " + layerCount + " but must be from 1 to " + MAX_LAYERS);
        }
        SourceTensors source = SourceTensors.of(folder, config, family.readsMxfp4());
        family.describe(config, sizes);
        RankingHead ranking = RankingHead.of(folder, config, sizes);
        ranking.describe(sizes);
        SentenceModules.describe(folder, family, sizes);
        TensorTable table = family.tensors(config);
        SafetensorsFolder weights = folder.weights();
        TensorPlan plan = new TensorPlan(folder.name(), table, layerCount);
        PackedPlan packed = new PackedPlan(weights, table);
        for (StoredTensor tensor : weights.tensors().values()) {
            if (!source.isPart(tensor) && !packed.takes(tensor)) {
                plan.add(source.name(tensor), source.isPacked(tensor), () -> source.values(tensor));
            }
        }
        Map<String, Values> values = new LinkedHashMap<>(family.computed(config));
        values.putAll(plan.finish());
        addModules(values);
        TokenizerFiles tokenizer = ranking.completed(VocabularyKeys.read(folder, vocabularySize(values)));
        ranking.pickAnswers(folder.name(), values, tokenizer);
        Map<String, Blocks> tensors = new LinkedHashMap<>();
        values.forEach((name, each) -> tensors.put(name, StoragePlan.blocks(folder.name(), name, each, type)));
        tensors.putAll(packed.results());
        int fileType = packed.results().isEmpty() ? StoragePlan.fileType(tensors, type) : FileType.MXFP4_MOE.id();
        Map<String, MetadataValue> metadata = metadata(tensors, fileType);
        VocabularyKeys.describe(tokenizer, metadata);
        List<String> notes = Stream.of(Families.notes(family, config), source.notes(), ranking.notes(), tokenizer.notes())
                .flatMap(List::stream).toList();
        return new Conversion(folder.name(), metadata, tensors, new Conversion.Remarks(plan.leftovers(), notes));
    }

    private int vocabularySize(Map<String, Values> values) {
        Values embedding = values.get(TensorNames.TOKEN_EMBEDDING);
        if (embedding == null) {
            throw InvalidModelException.inFile(Kind.MISSING, folder.name(), "has no token embedding");
        }
        if (embedding.rank() != 2 || embedding.size(0) < 1 || embedding.size(0) > Vocabulary.MAX_TOKENS) {
            throw embedding.error("has shape " + embedding.shape() + ", which is no token embedding");
        }
        return (int) embedding.size(0);
    }

    private void addModules(Map<String, Values> values) {
        for (Family.Module module : family.modules()) {
            folder.moduleWeights(module.file()).ifPresent(weights -> {
                Set<String> names = weights.tensors().keySet();
                StoredTensor tensor = weights.tensors().get(module.source() + WEIGHT);
                boolean plain = names.equals(Set.of(module.source() + WEIGHT));
                boolean shifted = names.equals(Set.of(module.source() + WEIGHT, module.source() + BIAS)) && module.bias().isPresent();
                if (!plain && !shifted || tensor.shape().size() != 2) {
                    throw InvalidModelException.inFile(Kind.UNSUPPORTED, module.file(), "holds " + names + "; only one matrix '"
                            + module.source() + WEIGHT + "' can be converted" + (module.bias().isPresent() ? ", with a bias" : ""));
                }
                if (shifted) {
                    values.put(module.bias().get(), new StoredValues(weights, weights.tensors().get(module.source() + BIAS)));
                }
                Values matrix = new StoredValues(weights, tensor);
                sizes.put(module.inputsKey(), Math.toIntExact(matrix.size(1)));
                sizes.put(module.outputsKey(), Math.toIntExact(matrix.size(0)));
                values.put(module.target(), matrix);
            });
        }
    }

    private Map<String, MetadataValue> metadata(Map<String, Blocks> tensors, int fileType) {
        Map<String, MetadataValue> metadata = new LinkedHashMap<>();
        metadata.put(General.ARCHITECTURE, new MetadataValue.Text(sizes.architecture()));
        metadata.put(General.TYPE, new MetadataValue.Text("model"));
        GeneralKeys.describe(folder, tensors, metadata);
        metadata.putAll(sizes.values());
        metadata.put(General.FILE_TYPE, whole(fileType));
        metadata.put(General.QUANTIZATION_VERSION, whole(QUANTIZATION_VERSION));
        return metadata;
    }

    private static MetadataValue whole(int value) {
        return new MetadataValue.Whole(MetadataType.UINT32, value);
    }
}
