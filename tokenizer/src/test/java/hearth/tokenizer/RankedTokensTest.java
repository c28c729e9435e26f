package hearth.tokenizer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import hearth.json.Json;
import hearth.tokenizer.huggingface.HuggingFaceTokenizer;
import hearth.tokenizer.huggingface.TokenizerFiles;
import hearth.tokenizer.split.PreTokenizers;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Vocabularies in tiktoken's files: their merges against an encoder that knows ranks only, and what is wrong with them. */
class RankedTokensTest {
    private static final String KIMI_CONFIG = "{\"tokenizer_class\":\"TikTokenTokenizer\"}";

    @TempDir
    private Path folder;

    private static Path fixture(String name) throws URISyntaxException {
        return Path.of(RankedTokensTest.class.getResource("/hearth/tokenizer/huggingface/" + name).toURI());
    }

    /** As tiktoken does it: any two neighbours whose bytes are a token may merge, the smallest rank first. */
    private static List<Integer> encode(String word, Map<String, Integer> ranks) {
        String bytes = new String(word.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
        List<String> parts = new ArrayList<>(bytes.chars().mapToObj(each -> String.valueOf((char) each)).toList());
        while (true) {
            int best = -1;
            int least = Integer.MAX_VALUE;
            for (int i = 0; i + 1 < parts.size(); i++) {
                int rank = ranks.getOrDefault(parts.get(i) + parts.get(i + 1), Integer.MAX_VALUE);
                if (rank < least) {
                    least = rank;
                    best = i;
                }
            }
            if (best < 0) {
                return parts.stream().map(ranks::get).toList();
            }
            parts.set(best, parts.get(best) + parts.remove(best + 1));
        }
    }

    private static Map<String, Integer> ranks(Path file) throws IOException {
        Map<String, Integer> ranks = new HashMap<>();
        for (String line : Files.readAllLines(file)) {
            String[] parts = line.split(" ");
            ranks.put(new String(Base64.getDecoder().decode(parts[0]), StandardCharsets.ISO_8859_1), Integer.valueOf(parts[1]));
        }
        return ranks;
    }

    @ParameterizedTest
    @CsvSource({"kimi,tiktoken.model,kimi-k2", "qwen,qwen.tiktoken,qwen2"})
    void mergesGiveTheIdsOfRanks(String name, String file, String preTokenizer) throws IOException, URISyntaxException {
        Map<String, Integer> ranks = ranks(fixture(name).resolve(file));
        TokenizerFiles files = HuggingFaceTokenizer.read(fixture(name));
        assertThat(files.vocabulary().preTokenizer()).contains(preTokenizer);
        assertThat(files.vocabulary().merges().size()).isEqualTo(ranks.size() - 256);
        Tokenizer tokenizer = Tokenizer.create(files.vocabulary());
        Random random = new Random(3);
        List<Object> cases = Json.parseArray(Files.readString(fixture(name).resolve("cases.json")));
        for (int round = 0; round < 3_000; round++) {
            String text = randomText(random, cases);
            List<Integer> expected = new ArrayList<>();
            boolean composes = files.vocabulary().normalization().composes();
            char[] characters = (composes ? Normalizer.normalize(text, Normalizer.Form.NFC) : text).toCharArray();
            PreTokenizers.find(preTokenizer).orElseThrow().split(characters, 0, characters.length,
                    (piece, from, to) -> expected.addAll(encode(new String(piece, from, to - from), ranks)));
            assertThat(tokenizer.encode(text, false)).as(text).containsExactly(expected.stream().mapToInt(Integer::intValue).toArray());
        }
    }

    /** Pieces of the texts at hand, with and without something odd between them. */
    private static String randomText(Random random, List<Object> cases) {
        StringBuilder text = new StringBuilder();
        for (int i = random.nextInt(4); i >= 0; i--) {
            String piece = (String) ((List<?>) cases.get(random.nextInt(cases.size()))).getFirst();
            int from = piece.isEmpty() ? 0 : piece.offsetByCodePoints(0, random.nextInt(piece.codePointCount(0, piece.length())));
            text.append(piece, from, piece.length());
            if (random.nextInt(3) == 0) {
                text.appendCodePoint(0x20 + random.nextInt(0x700));
            }
        }
        return text.toString();
    }

    @Test
    void kimisSpecialTokensAreNamedOrReserved() throws IOException, URISyntaxException {
        Vocabulary vocabulary = HuggingFaceTokenizer.read(fixture("kimi"), 1470).vocabulary();
        assertThat(vocabulary.size()).isEqualTo(1470);
        String[] texts = {"[BOS]", "[EOS]", "<|im_end|>", "<|im_user|>", "<|reserved_token_1204|>"};
        for (int i = 0; i < texts.length; i++) {
            assertThat(vocabulary.tokens().text(1200 + i)).isEqualTo(texts[i]);
            assertThat(vocabulary.types()[1200 + i]).isEqualTo(3);
        }
        assertThat(vocabulary.types()[1211]).as("<|tool_calls_section_begin|>").isEqualTo(3);
        assertThat(vocabulary.tokens().text(1457)).isEqualTo("<|reserved_token_1457|>");
        assertThat(vocabulary.tokens().text(1458)).isEqualTo("[PAD1458]");
        assertThat(vocabulary.types()[1458]).isEqualTo(5);
        assertThat(vocabulary.specialIds()).containsEntry(SpecialToken.BOS, 1200).containsEntry(SpecialToken.EOS, 1201)
                .containsEntry(SpecialToken.UNKNOWN, 1214).containsEntry(SpecialToken.PADDING, 1215);
        assertThat(vocabulary.flags().addBos()).contains(false);
    }

    @Test
    void qwensSpecialTokensFollowItsTokens() throws IOException, URISyntaxException {
        TokenizerFiles files = HuggingFaceTokenizer.read(fixture("qwen"), 1500);
        Vocabulary vocabulary = files.vocabulary();
        assertThat(vocabulary.tokens().text(1200)).isEqualTo("<|endoftext|>");
        assertThat(vocabulary.tokens().text(1203)).isEqualTo("<|extra_0|>");
        assertThat(vocabulary.tokens().text(1407)).isEqualTo("<|extra_204|>");
        assertThat(vocabulary.tokens().text(1408)).isEqualTo("[PAD1408]");
        assertThat(vocabulary.specialIds()).containsEntry(SpecialToken.EOS, 1200);
        assertThat(files.vocabulary().normalization().composes()).isTrue();
    }

    @Test
    void aTokenThatNoTwoOthersMakeIsTold() throws IOException {
        Files.writeString(folder.resolve("tiktoken.model"), bytes() + line("abc", 256) + line("xy", 257) + line("xyz", 258));
        Files.writeString(folder.resolve("tokenizer_config.json"), KIMI_CONFIG);
        TokenizerFiles files = HuggingFaceTokenizer.read(folder);
        assertThat(files.vocabulary().merges().size()).isEqualTo(2);
        assertThat(files.vocabulary().merges().text(1)).isEqualTo("xy z");
        assertThat(files.notes()).singleElement().asString().contains("Tokens of tiktoken.model that are not made of two others: 1.");
    }

    @Test
    void whatIsWrongIsNamedWithItsLine() throws IOException {
        String[][] cases = {
            {bytes() + "YQ=\n", "line 257: is not a token in base64, a space and a rank"},
            {bytes() + "YWI= x\n", "line 257: is not a token in base64, a space and a rank"},
            {bytes() + "YWI= -1\n", "line 257: is not"},
            {bytes() + "YWI= 9999999999\n", "line 257: is not"},
            {bytes() + "YWI= 99999999\n", "line 257: the rank 99999999 is beyond the most tokens"},
            {bytes() + "Y!I= 256\n", "line 257: the token is not base64"},
            {bytes() + " 256\n", "line 257: is not"},
            {bytes() + "\n\nYWI= 255\n", "line 259: another token has the rank 255 too"},
            {bytes() + line("a", 256), "line 257: the token has the rank 97 already"},
            {bytes() + line("ab", 300), "no token has the rank 256, but one has 300"},
            {bytes().replace(line("\u00ff", 255), ""), "the byte 255 has no token"},
            {"", "the byte 0 has no token"},
            {bytes() + line("x".repeat(1025), 256), "line 257: the token has 1025 bytes"},
        };
        Files.writeString(folder.resolve("tokenizer_config.json"), KIMI_CONFIG);
        for (String[] row : cases) {
            Files.writeString(folder.resolve("tiktoken.model"), row[0]);
            refuses("tiktoken.model", row[1]);
        }
        Files.writeString(folder.resolve("tiktoken.model"), " ".repeat((16 << 20) + 1));
        refuses("tiktoken.model", "more than 16777216");
    }

    @Test
    void otherClassesAndIdsAreRefused() throws IOException {
        Files.writeString(folder.resolve("tiktoken.model"), bytes());
        refuses("tiktoken.model", "which says none");
        Files.writeString(folder.resolve("tokenizer_config.json"), "{\"tokenizer_class\":\"ChatGLM4Tokenizer\"}");
        refuses("tiktoken.model", "only known with the tokenizer_class TikTokenTokenizer");
        Files.writeString(folder.resolve("tokenizer_config.json"),
                "{\"tokenizer_class\":\"TikTokenTokenizer\",\"added_tokens_decoder\":{\"7\":{\"content\":\"[BOS]\"}}}");
        refuses("tokenizer_config.json", "\"[BOS]\" has the id 7, which is one of tiktoken.model");
    }

    /** The longest token there may be, all of whose pairs are tokens too. */
    @Test
    void longTokensTakeNoLongTime() throws IOException {
        StringBuilder lines = new StringBuilder(bytes());
        for (int length = 2; length <= 1024; length++) {
            lines.append(line("a".repeat(length), 254 + length));
        }
        Files.writeString(folder.resolve("tiktoken.model"), lines);
        Files.writeString(folder.resolve("tokenizer_config.json"), KIMI_CONFIG);
        assertThat(HuggingFaceTokenizer.read(folder).vocabulary().size()).isEqualTo(256 + 1023);
    }

    private void refuses(String file, String message) {
        assertThatThrownBy(() -> HuggingFaceTokenizer.read(folder)).as(message)
                .isInstanceOf(InvalidVocabularyException.class).hasMessageContaining(file).hasMessageContaining(message);
    }

    private static String bytes() {
        StringBuilder lines = new StringBuilder();
        for (char each = 0; each <= 0xFF; each++) {
            lines.append(line(String.valueOf(each), each));
        }
        return lines.toString();
    }

    private static String line(String token, int rank) {
        return Base64.getEncoder().encodeToString(token.getBytes(StandardCharsets.ISO_8859_1)) + " " + rank + "\n";
    }
}
