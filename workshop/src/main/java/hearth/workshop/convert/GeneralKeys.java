package hearth.workshop.convert;

import hearth.format.gguf.LayerTensor;
import hearth.format.gguf.MetadataKeys.General;
import hearth.format.gguf.MetadataKeys.Sampling;
import hearth.format.gguf.MetadataType;
import hearth.format.gguf.MetadataValue;
import hearth.format.gguf.TextArray;
import hearth.workshop.convert.tensor.Blocks;
import hearth.workshop.huggingface.HuggingFaceFolder;
import hearth.workshop.huggingface.JsonFile;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What a file says about itself: name, size, license, and the sampling its maker recommends. */
final class GeneralKeys {
    private static final String EXPERTS = expertsMark();

    private GeneralKeys() {}

    private static String expertsMark() {
        String name = LayerTensor.EXPERT_DOWNS.weight(0);
        return name.substring(name.lastIndexOf('_'), name.lastIndexOf('.') + 1);
    }

    static void describe(HuggingFaceFolder folder, Map<String, Blocks> tensors, Map<String, MetadataValue> metadata) {
        folder.json("generation_config.json").ifPresent(generation -> sampling(generation, metadata));
        ModelCard card = ModelCard.of(folder.text("README.md").orElse(""));
        metadata.put(General.NAME, text(title(folder.name())));
        metadata.put(General.SIZE_LABEL, text(sizeLabel(tensors)));
        card.text("license").ifPresent(value -> metadata.put(General.LICENSE, text(value)));
        card.text("license_name").ifPresent(value -> metadata.put(General.LICENSE_NAME, text(value)));
        card.text("license_link").ifPresent(value -> metadata.put(General.LICENSE_LINK, text(value)));
        list(metadata, General.TAGS, Stream.concat(card.list("tags").stream(), card.list("pipeline_tag").stream()).toList());
        list(metadata, General.LANGUAGES, card.list("language"));
    }

    private static void list(Map<String, MetadataValue> metadata, String key, List<String> values) {
        if (!values.isEmpty()) {
            metadata.put(key, TextArray.of(values));
        }
    }

    private static void sampling(JsonFile generation, Map<String, MetadataValue> metadata) {
        generation.optionalInt("top_k").ifPresent(
                value -> metadata.put(Sampling.TOP_K, new MetadataValue.Whole(MetadataType.INT32, value)));
        real(generation, "top_p", Sampling.TOP_P, metadata);
        real(generation, "min_p", Sampling.MIN_P, metadata);
        real(generation, "temperature", Sampling.TEMPERATURE, metadata);
        real(generation, "repetition_penalty", Sampling.PENALTY_REPEAT, metadata);
    }

    private static void real(JsonFile file, String name, String key, Map<String, MetadataValue> metadata) {
        file.optionalNumber(name)
                .ifPresent(value -> metadata.put(key, new MetadataValue.Real(MetadataType.FLOAT32, value.floatValue())));
    }

    /** {@code my-model-v2-7B} as {@code My Model v2 7B}. */
    static String title(String name) {
        return Stream.of(name.strip().replace('-', ' ').split("\\s+"))
                .map(word -> isPlainWord(word) ? word.substring(0, 1).toUpperCase(Locale.ROOT) + word.substring(1) : word)
                .collect(Collectors.joining(" "));
    }

    private static boolean isPlainWord(String word) {
        return !word.isEmpty() && word.equals(word.toLowerCase(Locale.ROOT)) && !word.matches("v?\\d.*");
    }

    /** Number of weights, as in {@code 1.2B}; with experts, their number and the size of one such model: {@code 8x7.2B}. */
    static String sizeLabel(Map<String, Blocks> tensors) {
        long plain = 0;
        long perExpert = 0;
        long experts = 0;
        int expertTensors = 0;
        for (Map.Entry<String, Blocks> tensor : tensors.entrySet()) {
            List<Long> shape = tensor.getValue().shape();
            long count = shape.stream().reduce(1L, Math::multiplyExact);
            boolean bias = !tensor.getKey().endsWith(".weight");
            if (tensor.getKey().contains(EXPERTS) && shape.size() > 1) {
                long here = Math.max(1, shape.getLast());
                perExpert += count / here;
                experts += bias ? 0 : here;
                expertTensors += bias ? 0 : 1;
            } else {
                plain += count;
            }
        }
        return expertTensors == 0 ? rounded(plain) : experts / expertTensors + "x" + rounded(plain + perExpert);
    }

    private static String rounded(long count) {
        double value = count;
        String unit;
        if (value > 1e12) {
            value *= 1e-12;
            unit = "T";
        } else if (value > 1e9) {
            value *= 1e-9;
            unit = "B";
        } else if (value > 1e6) {
            value *= 1e-6;
            unit = "M";
        } else {
            value *= 1e-3;
            unit = "K";
        }
        long whole = Math.round(value);
        int digits = whole == 0 ? 0 : Long.toString(whole).length();
        return String.format(Locale.ROOT, "%." + Math.max(2 - digits, 0) + "f%s", value, unit);
    }

    private static MetadataValue text(String value) {
        return new MetadataValue.Text(value);
    }
}
