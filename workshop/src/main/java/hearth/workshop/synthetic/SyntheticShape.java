package hearth.workshop.synthetic;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/** Sizes of well-known models of the llama architecture. */
enum SyntheticShape {
    SMOLLM2_135M("smollm2:135m", 576, 30, 1536, 9, 3, 49_152),
    LLAMA_1_1B("llama:1.1b", 2048, 22, 5632, 32, 4, 32_000),
    LLAMA_3B("llama:3b", 3072, 28, 8192, 24, 8, 128_256),
    LLAMA_7B("llama:7b", 4096, 32, 11_008, 32, 32, 32_000),
    MISTRAL_7B("mistral:7b", 4096, 32, 14_336, 32, 8, 32_000),
    LLAMA_8B("llama:8b", 4096, 32, 14_336, 32, 8, 128_256),
    LLAMA_13B("llama:13b", 5120, 40, 13_824, 40, 40, 32_000),
    LLAMA_70B("llama:70b", 8192, 80, 28_672, 64, 8, 128_256);

    private final String shapeName;
    final int hiddenSize;
    final int layerCount;
    final int feedForwardSize;
    final int headCount;
    final int kvHeadCount;
    final int vocabularySize;

    SyntheticShape(
            String shapeName, int hiddenSize, int layerCount, int feedForwardSize, int headCount, int kvHeadCount, int vocabularySize) {
        this.shapeName = shapeName;
        this.hiddenSize = hiddenSize;
        this.layerCount = layerCount;
        this.feedForwardSize = feedForwardSize;
        this.headCount = headCount;
        this.kvHeadCount = kvHeadCount;
        this.vocabularySize = vocabularySize;
    }

    static Optional<SyntheticShape> named(String name) {
        return Arrays.stream(values()).filter(shape -> shape.shapeName.equals(name.toLowerCase(Locale.ROOT))).findFirst();
    }

    static String names() {
        return Arrays.stream(values()).map(shape -> shape.shapeName).collect(Collectors.joining(", "));
    }

    int kvSize() {
        return hiddenSize / headCount * kvHeadCount;
    }
}
