package hearth.tokenizer;

import static org.assertj.core.api.Assertions.assertThat;

import hearth.json.Json;
import hearth.tokenizer.huggingface.HuggingFaceTokenizer;
import hearth.tokenizer.huggingface.TokenizerFiles;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Folders as Hugging Face's {@code tokenizers} writes them, and the ids it gives for random texts, and the same with {@code tiktoken};
 * made by {@code src/test/python/make_tokenizers.py} and {@code make_tiktoken.py}. A larger set is tried with {@code -Dhearth.tokenizer.cases=FOLDER}.
 */
class HuggingFaceTokenizerGoldenTest {
    private static final String CASES = "cases.json";
    private static final int SPECIALS = 5;

    static Stream<Path> folders() throws IOException, URISyntaxException {
        String other = System.getProperty("hearth.tokenizer.cases");
        Path root = other != null
                ? Path.of(other)
                : Path.of(HuggingFaceTokenizerGoldenTest.class.getResource("huggingface").toURI());
        try (Stream<Path> folders = Files.list(root)) {
            return folders.filter(folder -> Files.exists(folder.resolve(CASES))).sorted().toList().stream();
        }
    }

    @ParameterizedTest
    @MethodSource("folders")
    void givesTheIdsOfHuggingFace(Path folder) throws IOException {
        TokenizerFiles files = HuggingFaceTokenizer.read(folder);
        Tokenizer tokenizer = Tokenizer.create(files.vocabulary());
        List<Object> cases = Json.parseArray(Files.readString(folder.resolve(CASES)));
        assertThat(cases).isNotEmpty();
        int wrong = 0;
        String first = "";
        for (Object item : cases) {
            List<?> parts = (List<?>) item;
            String text = (String) parts.get(0);
            int[] ids = tokenizer.encode(text, true);
            Object withEnds = parts.getLast(); // tiktoken has none, so there are only the ids
            boolean same = Arrays.equals(ids, ints(parts.get(1)))
                    && (hasOwnEnds(ids) || Arrays.equals(tokenizer.withEos(tokenizer.withBos(ids)), ints(withEnds)));
            if (!same && wrong++ == 0) {
                first = "\"" + text + "\"\n" + Arrays.toString(ids) + "\n" + parts.get(1) + "\n" + withEnds;
            }
        }
        assertThat(wrong).as("%s: wrong ids of %d texts; the first: %s", folder.getFileName(), cases.size(), first).isZero();
    }

    /** Whether a text begins or ends with a special token, which is not doubled here; these vocabularies have theirs in front. */
    private static boolean hasOwnEnds(int[] ids) {
        return ids.length > 0 && (ids[0] < SPECIALS || ids[ids.length - 1] < SPECIALS);
    }

    private static int[] ints(Object list) {
        return ((List<?>) list).stream().mapToInt(id -> ((Number) id).intValue()).toArray();
    }
}
