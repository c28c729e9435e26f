package hearth.tokenizer;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Ids of real vocabularies, as llama.cpp gives them. */
class ReferenceIdsTest {
    private static final String SEPARATOR = "\n__ggml_vocab_test__\n";

    @ParameterizedTest
    @ValueSource(strings = {"bert-bge", "deepseek-coder", "falcon", "gpt-2", "gpt-neox", "llama-bpe", "llama-spm", "phi-3", "qwen2"})
    void givesTheReferenceIds(String name) throws IOException {
        Tokenizer tokenizer = tokenizer(name);
        if (!name.equals("gpt-neox")) { // which has no short texts
            checkShortTexts(tokenizer, name);
        }
        checkLongText(tokenizer, name, "words");
        checkLongText(tokenizer, name, "code");
        checkUntrustedMarkers(tokenizer);
    }

    private static void checkShortTexts(Tokenizer tokenizer, String name) throws IOException {
        String inputs = Files.readString(SharedData.vocab("ggml-vocab-" + name + ".gguf.inp"));
        List<String> outputs = Files.readAllLines(SharedData.vocab("ggml-vocab-" + name + ".gguf.out"));
        String[] texts = inputs.split(SEPARATOR, -1);
        assertThat(texts).hasSize(outputs.size() + 1); // the last separator ends the last text
        for (int i = 0; i < outputs.size(); i++) {
            assertThat(tokenizer.encode(texts[i], false)).as("ids of text %d: \"%s\"", i, texts[i]).isEqualTo(ids(outputs.get(i)));
        }
    }

    private static void checkLongText(Tokenizer tokenizer, String name, String text) throws IOException {
        int[] expected = ids(Files.readString(SharedData.vocab(name + "." + text + ".ids")));
        String input = Files.readString(SharedData.vocab(text + ".txt"));
        int[] actual = tokenizer.encode(input, false);
        assertThat(actual).isEqualTo(expected);
        String decoded = tokenizer.decode(actual, false);
        if (!tokenizer.vocabulary().model().equals("bert")) { // which forgets case and spaces
            assertThat(decoded).isEqualTo(input);
        }
        StreamDecoder decoder = tokenizer.streamDecoder();
        StringBuilder streamed = new StringBuilder();
        for (int id : actual) {
            streamed.append(decoder.append(id));
        }
        assertThat(streamed.append(decoder.finish()).toString()).isEqualTo(decoded);
        int middle = input.length() / 2;
        assertThat(tokenizer.encode(List.of(
                        new TextPart(input.substring(0, middle), false), new TextPart(input.substring(middle), false))))
                .isEqualTo(expected);
    }

    /** The text of every control token, typed by a user. */
    private static void checkUntrustedMarkers(Tokenizer tokenizer) {
        StringBuilder typed = new StringBuilder();
        for (int id = 0; id < tokenizer.size(); id++) {
            if (tokenizer.isControl(id)) {
                String text = tokenizer.vocabulary().tokens().text(id);
                int[] ids = tokenizer.encode(List.of(new TextPart(text, false)));
                assertThat(Arrays.stream(ids).filter(tokenizer::isControl).toArray()).as(text).isEmpty();
                assertThat(tokenizer.encode(List.of(new TextPart(text, true)))).containsExactly(id);
                typed.append(text).append(' ');
            }
        }
        int[] ids = tokenizer.encode(List.of(new TextPart(typed.toString(), false)));
        assertThat(Arrays.stream(ids).filter(tokenizer::isControl).toArray()).isEmpty();
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
