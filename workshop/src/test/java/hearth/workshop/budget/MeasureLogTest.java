package hearth.workshop.budget;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import hearth.workshop.evaluate.Estimate;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MeasureLogTest {
    private static final Measure MEASURE =
            new Measure(new Estimate(0.0123456789, 1e-9), new Estimate(-0.001, 0.002), new Estimate(0.97, 0.01));

    @TempDir
    private Path folder;

    private final List<String> notes = new ArrayList<>();
    private final BudgetListener listener = new BudgetListener() {
        @Override
        public void progress(String stage, int done, int total) {}

        @Override
        public void note(String sentence) {
            notes.add(sentence);
        }
    };

    private MeasureLog open(String identity) throws IOException {
        return MeasureLog.open(folder.resolve("log"), identity, listener);
    }

    @Test
    void measuresAreFoundAgain() throws IOException {
        try (MeasureLog log = open("one")) {
            log.add("a", MEASURE);
            assertThat(log.find("a")).contains(MEASURE);
        }
        try (MeasureLog log = open("one")) {
            assertThat(log.find("a")).contains(MEASURE);
            assertThat(log.find("b")).isEmpty();
        }
        assertThat(notes).isEmpty();
    }

    @Test
    void aTornLineIsDroppedAndWrittenOver() throws IOException {
        try (MeasureLog log = open("one")) {
            log.add("a", MEASURE);
        }
        Files.writeString(folder.resolve("log"), "{\"key\":\"b\",\"kl_div", StandardOpenOption.APPEND);
        try (MeasureLog log = open("one")) {
            assertThat(log.find("a")).contains(MEASURE);
            assertThat(log.find("b")).isEmpty();
            log.add("c", MEASURE);
        }
        try (MeasureLog log = open("one")) {
            assertThat(log.find("a")).contains(MEASURE);
            assertThat(log.find("c")).contains(MEASURE);
        }
        assertThat(notes).isEmpty();
    }

    @Test
    void otherWorkAndOtherFilesAreStartedOver() throws IOException {
        try (MeasureLog log = open("one")) {
            log.add("a", MEASURE);
        }
        try (MeasureLog log = open("two")) {
            assertThat(log.find("a")).isEmpty();
        }
        assertThat(notes).hasSize(1);
        Files.writeString(folder.resolve("log"), "no JSON at all\n");
        try (MeasureLog log = open("two")) {
            assertThat(log.find("a")).isEmpty();
        }
        assertThat(notes).hasSize(2);
    }

    @Test
    void twoRunsDoNotShareIt() throws IOException {
        try (MeasureLog log = open("one")) {
            assertThat(log.find("a")).isEmpty();
            assertThatThrownBy(() -> open("one")).isInstanceOf(IOException.class).hasMessageContaining("in use");
        }
    }
}
