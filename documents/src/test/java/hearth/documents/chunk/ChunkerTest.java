package hearth.documents.chunk;

import static org.assertj.core.api.Assertions.assertThat;

import hearth.documents.TokenCounter;
import hearth.documents.extract.DocumentText;
import hearth.documents.extract.DocumentText.Heading;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ChunkerTest {
    /** A token for each word. */
    private static final TokenCounter WORDS = text -> text.isBlank() ? 0 : text.strip().split("\\s+").length;

    private static List<String> cut(DocumentText text, int max, int overlap) {
        return Chunker.cut(text, new ChunkOptions(max, overlap), WORDS, () -> false).stream()
                .map(chunk -> text.text().substring(chunk.start(), chunk.end()))
                .toList();
    }

    private static DocumentText plain(String text) {
        return new DocumentText(text, List.of(), List.of(), false, "");
    }

    @Test
    void sentencesStayWholeAndTheLastOnesAreRepeated() {
        assertThat(cut(plain("One two three four. Five six seven. Eight nine ten eleven twelve. Last one."), 8, 4))
                .containsExactly("One two three four. Five six seven.", "Five six seven. Eight nine ten eleven twelve.", "Last one.");
        assertThat(cut(plain("Dr. Smith vs. 3.5 e.g. this goes on and on here."), 20, 0)).hasSize(1);
    }

    @Test
    void headingsBeginChunks() {
        String text = "# A\n\nalpha beta gamma delta\n\n# B\n\none two three four";
        DocumentText document = new DocumentText(text, List.of(new Heading(0, 1, "A"), new Heading(text.indexOf("# B"), 1, "B")), List.of(), false, "");
        assertThat(cut(document, 16, 4)).containsExactly("# A\n\nalpha beta gamma delta", "# B\n\none two three four");
        assertThat(cut(document, 64, 4)).as("small sections stay together").hasSize(1);
    }

    @Test
    void aSentenceThatIsTooLongIsCutAtASpace() {
        List<String> chunks = cut(plain("word ".repeat(100).strip()), 8, 0);
        assertThat(chunks).allSatisfy(chunk -> assertThat(WORDS.count(chunk)).isBetween(1, 8));
        assertThat(String.join(" ", chunks)).isEqualTo("word ".repeat(100).strip());
    }

    @Test
    void chineseIsCutAtItsStops() {
        TokenCounter characters = String::length;
        DocumentText text = plain("第一句话在这里。第二句话也在这里！第三句呢？");
        assertThat(Chunker.cut(text, new ChunkOptions(10, 0), characters, () -> false)).extracting(Chunk::end).containsExactly(8, 17, 22);
    }

    @Test
    void pagesBeginChunks() {
        DocumentText pages = new DocumentText("One page.\n\nAnother page.\n\nA third.", List.of(), List.of(0, 11, 26), false, "");
        assertThat(cut(pages, 64, 8)).containsExactly("One page.", "Another page.", "A third.");
    }

    @Test
    void codeIsCutAtLines() {
        DocumentText code = new DocumentText("int a = 1; int b = 2;\nint c = 3; int d = 4;\nint e;\n", List.of(), List.of(), true, "");
        assertThat(cut(code, 8, 0)).containsExactly("int a = 1; int b = 2;", "int c = 3; int d = 4;", "int e;");
    }

    /** Whatever the text: all of it is in some chunk, none is too large, no surrogate pair is divided. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16})
    void nothingIsLost(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        String[] pieces = {"a", "word", "sentence.", "。", "\n", "\n\n", " ", "😀", "# x", "longwordwithoutspaces".repeat(20), "\t", "?", "你好", "-"};
        StringBuilder text = new StringBuilder();
        List<Heading> headings = new ArrayList<>();
        int count = random.nextInt(1, 600);
        for (int i = 0; i < count; i++) {
            if (random.nextInt(30) == 0) {
                headings.add(new Heading(text.length(), random.nextInt(1, 7), "h"));
            }
            text.append(pieces[random.nextInt(pieces.length)]).append(random.nextBoolean() ? " " : "");
        }
        DocumentText document = new DocumentText(text.toString(), headings, List.of(), random.nextBoolean(), "");
        TokenCounter counter = piece -> (piece.length() + 3) / 4;
        int max = random.nextInt(8, 60);
        boolean[] covered = new boolean[text.length()];
        for (Chunk chunk : Chunker.cut(document, new ChunkOptions(max, max / 4), counter, () -> false)) {
            assertThat(chunk.tokens()).isBetween(1, max);
            assertThat(chunk.start()).isLessThan(chunk.end());
            assertThat(Character.isLowSurrogate(text.charAt(chunk.start()))).isFalse();
            for (int i = chunk.start(); i < chunk.end(); i++) {
                covered[i] = true;
            }
        }
        for (int i = 0; i < covered.length; i++) {
            assertThat(covered[i] || Character.isWhitespace(text.charAt(i))).as("character " + i + " of " + text).isTrue();
        }
    }
}
