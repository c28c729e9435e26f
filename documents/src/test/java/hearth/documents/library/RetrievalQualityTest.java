package hearth.documents.library;

import static org.assertj.core.api.Assertions.assertThat;

import hearth.documents.WordVectors;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How much is found: by words here; with a real embedding model by {@link RetrievalFigures}. */
class RetrievalQualityTest {
    @TempDir
    private Path folder;

    @Test
    void questionsInTheTextsWordsFindThem() throws IOException {
        try (Libraries libraries = new Libraries(folder, LibraryOptions.defaults(), new WordVectors(), Clock.systemUTC())) {
            String words = Corpus.fill(libraries, Optional.empty());
            assertThat(Corpus.recall(libraries, words, Corpus.Text::sameWords, 1)).isEqualTo(1);
            double others = Corpus.recall(libraries, words, Corpus.Text::otherWords, 5);
            assertThat(others).as("questions in other words need meaning").isLessThan(0.8);
            String both = Corpus.fill(libraries, Optional.of("words"));
            assertThat(Corpus.recall(libraries, both, Corpus.Text::sameWords, 1)).isEqualTo(1);
        }
    }
}
