package hearth.workshop.quantize;

import static org.assertj.core.api.Assertions.assertThat;

import hearth.format.TensorType;
import hearth.format.gguf.GgufFile;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Compares with the types that llama.cpp's quantizer chose; see src/test/python/make_golden_mixtures.py. */
class TypeMixtureTest {
    @TempDir
    private Path folder;

    /** One made-up model and what became of it: tensor types by file type, in the order of the names. */
    private record Golden(
            Map<String, Integer> settings, Map<String, List<Long>> tensors, List<String> order, Map<FileType, List<String>> types) {}

    private static Map<String, Golden> golden() throws IOException {
        Map<String, Golden> all = new LinkedHashMap<>();
        Golden model = null;
        try (BufferedReader lines = new BufferedReader(new InputStreamReader(
                new GZIPInputStream(TypeMixtureTest.class.getResourceAsStream("golden-mixtures.txt.gz")), StandardCharsets.UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                List<String> words = Arrays.asList(line.split(" "));
                List<String> rest = words.subList(Math.min(2, words.size()), words.size());
                switch (words.getFirst()) {
                    case "model" -> {
                        model = new Golden(new HashMap<>(), new LinkedHashMap<>(), new ArrayList<>(), new LinkedHashMap<>());
                        for (String setting : rest) {
                            model.settings.put(setting.split("=")[0], Integer.parseInt(setting.split("=")[1]));
                        }
                        all.put(words.get(1), model);
                    }
                    case "tensor" -> model.tensors.put(words.get(1), rest.stream().map(Long::parseLong).toList());
                    case "order" -> model.order.addAll(words.subList(1, words.size()));
                    default -> model.types.put(FileType.valueOf(words.get(1)), rest);
                }
            }
        }
        return all;
    }

    @Test
    void everyTensorGetsTheTypeThatTheReferenceGivesIt() throws IOException {
        Map<String, Golden> all = golden();
        assertThat(all).hasSize(7);
        List<String> wrong = new ArrayList<>();
        for (Map.Entry<String, Golden> entry : all.entrySet()) {
            Golden golden = entry.getValue();
            Path path = SketchModel.of(golden.settings, golden.tensors).write(folder.resolve(entry.getKey() + ".gguf"));
            try (GgufFile file = GgufFile.open(path)) {
                assertThat(golden.types).hasSizeGreaterThan(20);
                golden.types.forEach((type, expected) -> compare(entry.getKey(), file, type, golden, expected, wrong));
            }
        }
        assertThat(wrong).isEmpty();
    }

    private static void compare(
            String model, GgufFile file, FileType type, Golden golden, List<String> expected, List<String> wrong) {
        List<PlannedTensor> planned = QuantizationPlan.of(file, QuantizationOptions.of(type)).tensors();
        assertThat(planned).extracting(tensor -> tensor.source().name()).containsExactlyElementsOf(golden.order);
        for (int i = 0; i < planned.size(); i++) {
            String found = planned.get(i).type().name();
            // The script stores routers as F16, we all tensors as F32: what is kept is a float type in both.
            boolean kept = planned.get(i).isCopied() && List.of("F16", "F32").contains(expected.get(i));
            if (!kept && !found.equals(expected.get(i))) {
                wrong.add(model + " " + type + " " + golden.order.get(i) + ": " + found + " for " + expected.get(i));
            }
        }
    }

    @Test
    void rowsThatDoNotFillBlocksGetSmallerOnes() {
        assertThat(TypeMixture.fitting(TensorType.Q4_K, 96)).isEqualTo(TensorType.Q5_0);
        assertThat(TypeMixture.fitting(TensorType.IQ2_XXS, 96)).isEqualTo(TensorType.IQ4_NL);
        assertThat(TypeMixture.fitting(TensorType.Q6_K, 100)).isEqualTo(TensorType.F16);
        assertThat(TypeMixture.fitting(TensorType.Q4_0, 50)).isEqualTo(TensorType.F16);
        assertThat(TypeMixture.fitting(TensorType.Q4_K, 512)).isEqualTo(TensorType.Q4_K);
    }

    @Test
    void namesOfFileTypesMayBeShortAndLowerCase() {
        assertThat(FileType.ofName("q4_k")).contains(FileType.Q4_K_M);
        assertThat(FileType.ofName("mxfp4")).contains(FileType.MXFP4_MOE);
        assertThat(FileType.ofName("iq2_m")).contains(FileType.IQ2_M);
        assertThat(FileType.ofName("Q9")).isEmpty();
    }
}
