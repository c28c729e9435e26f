package hearth.tokenizer;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Ids of real vocabularies, as llama.cpp gives them. */
class ReferenceIdsTest {
    private static final String SEPARATOR = "\n__ggml_vocab_test__\n";

    @ParameterizedTest
    @ValueSource(strings = {"deepseek-coder", "falcon", "gpt-2", "llama-bpe", "llama-spm", "phi-3", "qwen2"})
    void givesTheIdsOfShortTexts(String name) throws IOException {
        Tokenizer tokenizer = tokenizer(name);
        String inputs = Files.readString(SharedData.vocab("ggml-vocab-" + name + ".gguf.inp"));
        List<String> outputs = Files.readAllLines(SharedData.vocab("ggml-vocab-" + name + ".gguf.out"));
        String[] texts = inputs.split(SEPARATOR, -1);
        assertThat(outputs.size()).isBetween(texts.length - 1, texts.length);
        for (int i = 0; i < outputs.size(); i++) {
            assertThat(tokenizer.encode(texts[i], false)).as("ids of text %d: \"%s\"", i, texts[i]).isEqualTo(ids(outputs.get(i)));
        }
    }

    @ParameterizedTest
    @CsvSource({
        "deepseek-coder,words", "deepseek-coder,code", "falcon,words", "falcon,code", "gpt-2,words", "gpt-2,code",
        "gpt-neox,words", "gpt-neox,code", "llama-bpe,words", "llama-bpe,code", "llama-spm,words", "llama-spm,code",
        "phi-3,words", "phi-3,code", "qwen2,words", "qwen2,code"
    })
    void givesTheIdsOfLongTexts(String name, String text) throws IOException {
        int[] expected = ids(Files.readString(SharedData.vocab(name + "." + text + ".ids")));
        String input = Files.readString(SharedData.vocab(text + ".txt"));
        Tokenizer tokenizer = tokenizer(name);
        int[] actual = tokenizer.encode(input, false);
        assertThat(actual).isEqualTo(expected);
        assertThat(tokenizer.decode(actual, false)).isEqualTo(input);
    }

    private static Tokenizer tokenizer(String name) throws IOException {
        Path path = SharedData.vocab("ggml-vocab-" + name + ".gguf");
        return Tokenizer.create(VocabularyFile.read(path));
    }

    private static int[] ids(String text) {
        return Arrays.stream(text.strip().split("[\\s,\\[\\]]+"))
                .filter(id -> !id.isEmpty())
                .mapToInt(Integer::parseInt)
                .toArray();
    }
}
