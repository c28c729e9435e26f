package hearth.workshop.evaluate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import hearth.engine.Engine;
import hearth.engine.Model;
import hearth.engine.score.Scorer;
import hearth.format.TensorType;
import hearth.format.gguf.GgufFile;
import hearth.testkit.TinyLlama;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CancellationException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BaseLogitsTest {
    @TempDir
    private Path folder;

    private Engine engine;
    private Model base;
    private Model candidate;
    private EvaluationText text;
    private WindowPlan plan;
    private Path file;

    @BeforeEach
    void prepare() {
        engine = TinyText.engine();
        base = TinyText.load(engine, TinyLlama.create(), folder.resolve("base.gguf"));
        candidate = TinyText.load(engine, TinyLlama.create().type(TensorType.Q8_0), folder.resolve("candidate.gguf"));
        text = EvaluationText.of(TinyText.TEXT, base.tokenizer());
        plan = WindowPlan.chunks(text.tokenCount(), 48, 0);
        file = folder.resolve("base.logits");
    }

    @AfterEach
    void close() {
        base.close();
        candidate.close();
        engine.close();
    }

    private BaseHeader header() {
        try (GgufFile gguf = GgufFile.open(folder.resolve("base.gguf"))) {
            return BaseHeader.of(text, plan, base.config().vocabularySize(), ModelFingerprint.of(gguf));
        }
    }

    private ComparisonResult direct() {
        try (Scorer one = base.scorer();
                Scorer two = candidate.scorer()) {
            return new Comparison(text, plan).run(one, two, EvaluationListener.none());
        }
    }

    private ComparisonResult throughFile(Comparison.LazyScorer lazy, EvaluationListener listener) {
        try (BaseLogits kept = BaseLogits.open(file, header());
                Scorer two = candidate.scorer()) {
            return new Comparison(text, plan).run(kept, lazy, two, listener);
        }
    }

    private static Scorer unneeded() {
        throw new AssertionError("the base is not needed");
    }

    @Test
    void theFileSavesTheBaseAndChangesNothing() {
        ComparisonResult direct = direct();
        try (Scorer scorer = base.scorer()) {
            ComparisonResult writing = throughFile(() -> scorer, EvaluationListener.none());
            assertThat(writing.divergence().mean()).isEqualTo(direct.divergence().mean());
        }
        assertThat(file).exists();
        assertThat(folder.resolve("base.logits.partial")).doesNotExist();
        ComparisonResult reading = throughFile(BaseLogitsTest::unneeded, EvaluationListener.none());
        assertThat(reading.divergence().mean().value()).isCloseTo(direct.divergence().mean().value(), within(5e-7));
        assertThat(reading.divergence().max()).isCloseTo(direct.divergence().max(), within(1e-6));
        assertThat(reading.basePerplexity().value()).isCloseTo(direct.basePerplexity().value(), within(1e-4));
        assertThat(reading.candidatePerplexity()).isEqualTo(direct.candidatePerplexity());
        assertThat(reading.sameTop()).isEqualTo(direct.sameTop());
    }

    private void stopAfter(int windows) {
        try (Scorer scorer = base.scorer()) {
            assertThatThrownBy(() -> throughFile(() -> scorer, (done, total, running) -> {
                        if (done == windows) {
                            throw new CancellationException("stopped");
                        }
                    }))
                    .isInstanceOf(CancellationException.class);
        }
    }

    @Test
    void aRunThatWasStoppedGoesOn() throws IOException {
        stopAfter(2);
        assertThat(file).doesNotExist();
        Path partial = folder.resolve("base.logits.partial");
        // A window that was being written when the process ended.
        byte[] bytes = Files.readAllBytes(partial);
        byte[] torn = java.util.Arrays.copyOf(bytes, bytes.length + 1_000);
        Files.write(partial, torn);
        try (BaseLogits kept = BaseLogits.open(file, header())) {
            assertThat(kept.storedWindows()).isEqualTo(2);
            assertThat(kept.isComplete()).isFalse();
        }
        try (Scorer scorer = base.scorer()) {
            ComparisonResult resumed = throughFile(() -> scorer, EvaluationListener.none());
            assertThat(resumed.divergence().mean().value()).isCloseTo(direct().divergence().mean().value(), within(5e-7));
        }
        assertThat(file).exists();
        throughFile(BaseLogitsTest::unneeded, EvaluationListener.none());
    }

    @Test
    void ofAnotherTextModelOrWindowsItIsRefused() {
        try (Scorer scorer = base.scorer()) {
            throughFile(() -> scorer, EvaluationListener.none());
        }
        BaseHeader own = header();
        EvaluationText other = EvaluationText.of(TinyText.TEXT + "more", base.tokenizer());
        assertThatThrownBy(() -> BaseLogits.open(file, BaseHeader.of(other, plan, own.vocabularySize(), own.modelDigest())))
                .isInstanceOf(EvaluationException.class)
                .hasMessageContaining("base.logits: was made of another text");
        assertThatThrownBy(() -> BaseLogits.open(
                        file, BaseHeader.of(text, WindowPlan.chunks(text.tokenCount(), 40, 0), own.vocabularySize(), own.modelDigest())))
                .hasMessageContaining("other windows");
        try (GgufFile gguf = GgufFile.open(folder.resolve("candidate.gguf"))) {
            String digest = ModelFingerprint.of(gguf);
            assertThatThrownBy(() -> BaseLogits.open(file, BaseHeader.of(text, plan, own.vocabularySize(), digest)))
                    .hasMessageContaining("another base model");
        }
        assertThatThrownBy(() -> BaseLogits.open(file, BaseHeader.of(text, plan, 301, own.modelDigest())))
                .hasMessageContaining("another vocabulary");
    }

    @Test
    void everyDamageIsFound() throws IOException {
        try (Scorer scorer = base.scorer()) {
            throughFile(() -> scorer, EvaluationListener.none());
        }
        byte[] sound = Files.readAllBytes(file);
        for (int i = 0; i < 400; i++) {
            int place = (int) ((long) i * sound.length / 400);
            byte[] bytes = sound.clone();
            bytes[place] ^= (byte) (1 << i % 8);
            Files.write(file, bytes);
            assertThatThrownBy(() -> throughFile(BaseLogitsTest::unneeded, EvaluationListener.none()))
                    .as("byte %d", place)
                    .isInstanceOf(EvaluationException.class);
        }
        for (int length : new int[] {0, 7, 100, BaseHeader.BYTES, BaseHeader.BYTES + 5, sound.length - 1}) {
            Files.write(file, java.util.Arrays.copyOf(sound, length));
            assertThatThrownBy(() -> throughFile(BaseLogitsTest::unneeded, EvaluationListener.none()))
                    .as("%d bytes", length)
                    .isInstanceOf(EvaluationException.class);
        }
    }

    @Test
    void oneWriterAtATime() {
        try (BaseLogits ignored = BaseLogits.open(file, header())) {
            assertThat(ignored.storedWindows()).isZero();
            assertThatThrownBy(() -> BaseLogits.open(file, header())).hasMessageContaining("another comparison is writing it");
        }
    }
}
