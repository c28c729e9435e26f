package hearth.tokenizer.huggingface;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import hearth.tokenizer.InvalidVocabularyException;
import hearth.tokenizer.SpecialToken;
import hearth.tokenizer.Tokenizer;
import hearth.tokenizer.Vocabulary;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HuggingFaceTokenizerTest {
    @TempDir
    Path folder;

    private static Path fixture(String name) throws URISyntaxException {
        return Path.of(HuggingFaceTokenizerTest.class.getResource("/hearth/tokenizer/huggingface/" + name).toURI());
    }

    /** Reads a fixture after one change to its tokenizer.json. */
    private TokenizerFiles changed(String name, String from, String to) throws IOException, URISyntaxException {
        String json = Files.readString(fixture(name).resolve("tokenizer.json"));
        assertThat(json).contains(from);
        Files.writeString(folder.resolve("tokenizer.json"), json.replace(from, to));
        Files.copy(fixture(name).resolve("tokenizer_config.json"), folder.resolve("tokenizer_config.json"));
        return HuggingFaceTokenizer.read(folder);
    }

    @Test
    void namesFamiliesAndPreTokenizers() throws IOException, URISyntaxException {
        String[][] expected = {
            {"gpt2", "gpt2", "gpt-2"}, {"smollm", "gpt2", "smollm"}, {"llama3", "gpt2", "llama-bpe"}, {"qwen2", "gpt2", "qwen2"},
            {"gpt4o", "gpt2", "gpt-4o"}, {"metaspace", "llama", "default"}, {"sentencepiece", "llama", "default"},
            {"plain-pairs", "gemma4", "gemma4"}
        };
        for (String[] row : expected) {
            Vocabulary vocabulary = HuggingFaceTokenizer.read(fixture(row[0])).vocabulary();
            assertThat(vocabulary.model()).as(row[0]).isEqualTo(row[1]);
            assertThat(vocabulary.preTokenizer()).as(row[0]).contains(row[2]);
        }
        assertThat(HuggingFaceTokenizer.read(fixture("wordpiece")).vocabulary().model()).isEqualTo("bert");
        assertThat(HuggingFaceTokenizer.read(fixture("unigram")).vocabulary().model()).isEqualTo("t5");
    }

    @Test
    void readsRolesFlagsAndTypes() throws IOException, URISyntaxException {
        Vocabulary wordPiece = HuggingFaceTokenizer.read(fixture("wordpiece")).vocabulary();
        assertThat(wordPiece.specialIds())
                .containsEntry(SpecialToken.CLASSIFIER, 2)
                .containsEntry(SpecialToken.BOS, 2)
                .containsEntry(SpecialToken.SEPARATOR, 3)
                .containsEntry(SpecialToken.PADDING, 0)
                .containsEntry(SpecialToken.UNKNOWN, 1);
        assertThat(wordPiece.normalization().lowerCase()).contains(true);
        assertThat(Arrays.copyOf(wordPiece.types(), 6)).containsExactly(3, 2, 3, 3, 3, 1);
        Vocabulary llama3 = HuggingFaceTokenizer.read(fixture("llama3")).vocabulary();
        assertThat(llama3.flags().addBos()).contains(true);
        assertThat(llama3.flags().addEos()).contains(false);
        assertThat(llama3.specialIds()).containsEntry(SpecialToken.EOS, 0).containsEntry(SpecialToken.BOS, 1);
        assertThat(llama3.types()[llama3.size() - 1]).isEqualTo(4); // <tool_call>
        Vocabulary qwen2 = HuggingFaceTokenizer.read(fixture("qwen2")).vocabulary();
        assertThat(qwen2.flags().addBos()).contains(false);
        assertThat(HuggingFaceTokenizer.read(fixture("qwen2")).vocabulary().normalization().composes()).isTrue();
    }

    /** Gemma lists its runs of spaces as added tokens, with the marks that its vocabulary has for spaces. */
    @Test
    void addedRunsOfSpacesAreFoundInTexts() throws IOException, URISyntaxException {
        String token = "{\"id\":%d,\"content\":\"\u2581\u2581\",\"single_word\":false,\"lstrip\":false,\"rstrip\":false,"
                + "\"normalized\":false,\"special\":false}";
        for (String name : List.of("metaspace", "plain-pairs")) {
            int id = HuggingFaceTokenizer.read(fixture(name)).vocabulary().size();
            TokenizerFiles files = changed(name, "\"added_tokens\":[", "\"added_tokens\":[" + token.formatted(id) + ",");
            Tokenizer tokenizer = Tokenizer.create(files.vocabulary());
            int[] ids = tokenizer.encode("the  house", true);
            assertThat(ids).as(name).containsOnlyOnce(id);
            assertThat(tokenizer.decode(new int[] {id}, false)).as(name).isEqualTo(name.equals("metaspace") ? " " : "  ");
            assertThat(tokenizer.decode(ids, false)).as(name).startsWith("the  ").endsWith("house");
            Files.delete(folder.resolve("tokenizer_config.json"));
        }
    }

    @Test
    void fillsUpToTheRowsOfTheEmbedding() throws IOException, URISyntaxException {
        Vocabulary vocabulary = HuggingFaceTokenizer.read(fixture("gpt2"), 1000).vocabulary();
        assertThat(vocabulary.size()).isEqualTo(1000);
        assertThat(vocabulary.tokens().text(999)).isEqualTo("[PAD999]");
        assertThat(vocabulary.types()[999]).isEqualTo(5);
    }

    @Test
    void leavesOutWhatIsAddedBehindTheLastRow() throws IOException, URISyntaxException {
        int size = HuggingFaceTokenizer.read(fixture("gpt2")).vocabulary().size();
        TokenizerFiles files = HuggingFaceTokenizer.read(fixture("gpt2"), size - 1);
        assertThat(files.vocabulary().size()).isEqualTo(size - 1);
        assertThat(files.notes()).anyMatch(note -> note.contains("<tool_call>") && note.contains("left out"));
    }

    @Test
    void readsChatTemplates() throws IOException, URISyntaxException {
        Files.copy(fixture("gpt2").resolve("tokenizer.json"), folder.resolve("tokenizer.json"));
        Files.writeString(folder.resolve("tokenizer_config.json"),
                "{\"chat_template\":[{\"name\":\"default\",\"template\":\"A\"},{\"name\":\"tool_use\",\"template\":\"B\"}]}");
        TokenizerFiles files = HuggingFaceTokenizer.read(folder);
        assertThat(files.chatTemplate()).contains("A");
        assertThat(files.namedChatTemplates()).containsOnlyKeys("tool_use").containsValue("B");
        Files.writeString(folder.resolve("chat_template.jinja"), "C");
        assertThat(HuggingFaceTokenizer.read(folder).chatTemplate()).contains("C");
    }

    @Test
    void readsAWordList() throws IOException {
        Files.writeString(folder.resolve("vocab.txt"), "[PAD]\n[UNK]\n[CLS]\n[SEP]\n[MASK]\nplay\n##ing\n");
        Files.writeString(folder.resolve("tokenizer_config.json"),
                "{\"do_lower_case\":false,\"cls_token\":\"[CLS]\",\"sep_token\":\"[SEP]\",\"unk_token\":\"[UNK]\"}");
        Vocabulary vocabulary = HuggingFaceTokenizer.read(folder).vocabulary();
        assertThat(vocabulary.tokens().text(5)).isEqualTo("\u2581play");
        assertThat(vocabulary.tokens().text(6)).isEqualTo("ing");
        assertThat(vocabulary.normalization().lowerCase()).contains(false);
        assertThat(vocabulary.specialIds()).containsEntry(SpecialToken.CLASSIFIER, 2);
    }

    @Test
    void refusesWhatAModelFileCannotSay() {
        refuses("llama3", "{1,3}", "{1,4}", "the way to cut words is not known");
        refuses("gpt2", "\"add_prefix_space\":false", "\"add_prefix_space\":true", "add_prefix_space");
        refuses("qwen2", "\"type\":\"NFC\"", "\"type\":\"NFKC\"", "NFKC");
        refuses("qwen2", "\"ignore_merges\":false", "\"ignore_merges\":true", "ignore_merges");
        refuses("wordpiece", "\"BertPreTokenizer\"", "\"Whitespace\"", "Whitespace");
        refuses("unigram", "\"byte_fallback\":false", "\"byte_fallback\":true", "byte_fallback");
        refuses("metaspace", "\"Prepend\"", "\"Lowercase\"", "Lowercase");
        refuses("gpt2", "\"type\":\"BPE\"", "\"type\":\"WordLevel\"", "WordLevel");
    }

    private void refuses(String name, String from, String to, String message) {
        assertThatThrownBy(() -> changed(name, from, to))
                .as("%s with %s", name, to)
                .isInstanceOf(InvalidVocabularyException.class)
                .hasMessageContaining("tokenizer.json")
                .hasMessageContaining(message);
        for (String file : new String[] {"tokenizer.json", "tokenizer_config.json"}) {
            folder.resolve(file).toFile().delete();
        }
    }

    @Test
    void namesFileAndPlaceOfNonsense() throws IOException {
        assertThatThrownBy(() -> HuggingFaceTokenizer.read(folder)).hasMessageContaining("no tokenizer");
        Path json = folder.resolve("tokenizer.json");
        String[][] cases = {
            {"[]", "not an object"}, {"{", "not valid JSON"}, {"{}", "model is missing"},
            {"{\"model\":{\"type\":\"BPE\",\"byte_fallback\":true}}", "vocab is missing"},
            {"{\"model\":{\"type\":\"BPE\",\"byte_fallback\":true,\"vocab\":{\"a\":-1},\"merges\":[]}}", "\"a\" is not a whole number"},
            {"{\"model\":{\"type\":\"BPE\",\"byte_fallback\":true,\"vocab\":{\"a\":0,\"b\":0},\"merges\":[]}}", "two tokens have the id 0"},
            {"{\"model\":{\"type\":\"BPE\",\"byte_fallback\":true,\"vocab\":{\"a\":2000000000},\"merges\":[]}}", "beyond the most tokens"},
            {"{\"model\":{\"type\":\"BPE\",\"byte_fallback\":true,\"vocab\":{\"a\":0},\"merges\":[7]}}", "merges[0] is not a pair"},
        };
        for (String[] row : cases) {
            Files.writeString(json, row[0]);
            assertThatThrownBy(() -> HuggingFaceTokenizer.read(folder))
                    .as(row[0])
                    .isInstanceOf(InvalidVocabularyException.class)
                    .hasMessageContaining("tokenizer.json")
                    .hasMessageContaining(row[1]);
        }
    }

    @Test
    void survivesBrokenSentencePieceFiles() throws IOException, URISyntaxException {
        byte[] good = Files.readAllBytes(fixture("sentencepiece").resolve("tokenizer.model"));
        Path file = folder.resolve("tokenizer.model");
        Random random = new Random(11);
        int refused = 0;
        for (int i = 0; i < 400; i++) {
            byte[] bytes = Arrays.copyOf(good, i % 2 == 0 ? good.length : random.nextInt(good.length));
            for (int n = random.nextInt(6); n > 0 && bytes.length > 0; n--) {
                bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
            }
            Files.write(file, bytes);
            try {
                HuggingFaceTokenizer.read(folder);
            } catch (InvalidVocabularyException e) {
                refused++;
            }
        }
        assertThat(refused).isPositive();
    }
}
