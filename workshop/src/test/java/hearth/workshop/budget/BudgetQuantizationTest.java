package hearth.workshop.budget;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import hearth.engine.Engine;
import hearth.engine.EngineOptions;
import hearth.format.InvalidModelException;
import hearth.format.TensorType;
import hearth.format.gguf.GgufFile;
import hearth.format.gguf.LayerTensor;
import hearth.testkit.TinyLlama;
import hearth.workshop.quantize.FileType;
import hearth.workshop.quantize.ImportanceMatrix;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CancellationException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BudgetQuantizationTest {
    private static final String CALIBRATION = "the hen sat on the then an inner tin is to the other in a thin tone ".repeat(2);
    private static final String VERIFICATION = "in the inn a hen is then to sit on another tin he sat on the tent ".repeat(4);

    @TempDir
    private Path folder;

    private Path model;
    private Path out;

    /** Hears all, and stops the work at the n-th call of a stage. */
    private static final class Recorder implements BudgetListener {
        private final List<String> stages = new ArrayList<>();
        private final String stopAt;
        private int left;

        Recorder(String stopAt, int left) {
            this.stopAt = stopAt;
            this.left = left;
        }

        @Override
        public void progress(String stage, int done, int total) {
            stages.add(stage + (total < 0 ? " running" : ""));
            if (stage.equals(stopAt) && total < 0 && --left == 0) {
                throw new CancellationException("stopped");
            }
        }

        @Override
        public void note(String sentence) {}

        /** How often a measurement of sensitivity went on by a window. */
        long count() {
            return stages.stream().filter("measuring sensitivity running"::equals).count();
        }
    }

    @BeforeEach
    void write() {
        model = TinyLlama.create().write(folder.resolve("tiny.gguf"));
        out = folder.resolve("out.gguf");
    }

    private static BudgetOptions options(BudgetGoal goal) {
        return BudgetOptions.of(goal, "").withTexts(CALIBRATION, VERIFICATION).withWindowLength(32).withThreads(1);
    }

    private BudgetResult run(BudgetOptions options, BudgetListener listener) throws IOException {
        try (Engine engine = Engine.open(EngineOptions.defaults().withThreads(1).withBackend("scalar"))) {
            return new BudgetQuantization(engine, () -> GgufFile.open(model), options, listener).write(out, folder.resolve("measures"));
        }
    }

    private BudgetResult run(BudgetGoal goal) throws IOException {
        return run(options(goal), new Recorder("", 0));
    }

    @Test
    void aSizeIsKeptAndUsed() throws IOException {
        long source = Files.size(model);
        BudgetResult small = run(new BudgetGoal.Size(source * 30 / 100));
        assertThat(Files.size(out)).isEqualTo(small.fileBytes()).isLessThanOrEqualTo(source * 30 / 100);
        double loss = small.comparison().divergence().mean().value();
        BudgetResult large = run(new BudgetGoal.Size(source * 38 / 100));
        assertThat(Files.size(out)).isEqualTo(large.fileBytes()).isBetween(small.fileBytes() + 1, source * 38 / 100);
        assertThat(large.comparison().divergence().mean().value()).isPositive().isLessThan(loss);
        assertThat(folder.resolve("out.gguf.trial")).doesNotExist();
        assertThat(folder.resolve("out.gguf.trial.part")).doesNotExist();
    }

    @Test
    void aLossIsKeptByTheFileThatIsWritten() throws IOException {
        BudgetResult some = run(new BudgetGoal.Size(Files.size(model) * 30 / 100));
        double allowed = some.comparison().divergence().mean().value() / 3;
        BudgetResult result = run(new BudgetGoal.Divergence(allowed));
        assertThat(result.comparison().divergence().mean().value()).isLessThanOrEqualTo(allowed);
        assertThat(Files.size(out)).isEqualTo(result.fileBytes()).isBetween(some.fileBytes() + 1, Files.size(model) - 1);
        assertThat(result.attempts()).contains(result.best()).hasSizeLessThanOrEqualTo(8);
        assertThat(result.attempts()).filteredOn(attempt -> attempt.fileBytes() < result.fileBytes())
                .allSatisfy(attempt -> assertThat(attempt.measure().divergence().value()).isGreaterThan(allowed));
    }

    @Test
    void whatCannotBeKeptIsRefusedWithBothNumbers() {
        assertThatThrownBy(() -> run(new BudgetGoal.Size(5000)))
                .isInstanceOf(BudgetException.class)
                .hasMessageContaining("5000 that are allowed")
                .hasMessageMatching("(?s).*has \\d+ bytes.*");
        BudgetOptions crude = options(new BudgetGoal.Divergence(1e-12)).withTypes(EnumSet.of(TensorType.Q4_0));
        assertThatThrownBy(() -> run(crude, new Recorder("", 0)))
                .isInstanceOf(BudgetException.class)
                .hasMessageContaining("KL divergence 0.000000000001")
                .hasMessageContaining("can't be kept")
                .hasMessageContaining("bytes");
        assertThat(out).doesNotExist();
        assertThat(folder.resolve("out.gguf.trial")).doesNotExist();
        Path source = model;
        model = TinyLlama.create().type(TensorType.Q8_0).write(folder.resolve("quantized.gguf"));
        assertThatThrownBy(() -> run(new BudgetGoal.Size(50_000)))
                .isInstanceOf(BudgetException.class)
                .hasMessageContaining("is Q8_0 already")
                .hasMessageContaining("--allow-requantize");
        model = source;
        out = model;
        assertThatThrownBy(() -> run(new BudgetGoal.Size(50_000)))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("is the model to read from");
    }

    @Test
    void aStoppedRunGoesOnWithItsMeasures() throws IOException {
        BudgetOptions options = options(new BudgetGoal.Size(Files.size(model) * 32 / 100));
        Recorder stopped = new Recorder("measuring sensitivity", 20);
        assertThatThrownBy(() -> run(options, stopped)).isInstanceOf(CancellationException.class);
        assertThat(out).doesNotExist();
        Recorder whole = new Recorder("", 0);
        BudgetResult result = run(options, whole);
        Recorder again = new Recorder("", 0);
        BudgetResult same = run(options, again);
        long measured = stopped.count() + whole.count();
        assertThat(stopped.count()).isEqualTo(20);
        assertThat(whole.count()).isPositive();
        assertThat(again.count()).as("all is known").isZero();
        assertThat(whole.stages).doesNotContain("measuring importance", "reading the calibration text");
        assertThat(same.best().allocation()).isEqualTo(result.best().allocation());
        assertThat(same.comparison().divergence().mean()).isEqualTo(result.comparison().divergence().mean());
        assertThat(measured).isGreaterThan(20);
    }

    @Test
    void importanceOfAnotherModelIsRefusedBeforeAnythingIsMeasured() {
        ImportanceMatrix other =
                new ImportanceMatrix("other.gguf", List.of(), 1, Map.of(LayerTensor.FEED_FORWARD_DOWN.weight(0), new float[16]));
        Recorder recorder = new Recorder("", 0);
        assertThatThrownBy(() -> run(options(new BudgetGoal.Size(50_000)).withImportance(other), recorder))
                .isInstanceOf(InvalidModelException.class)
                .hasMessageContaining("it was made for another model");
        assertThat(recorder.stages).isEmpty();
    }

    @Test
    void fileTypesArePredictedAsTheSumOfWhatTheirTensorsLose() throws IOException {
        BudgetResult result = run(new BudgetGoal.Size(Files.size(model) * 25 / 100));
        FixedTypes.Fixed fixed = result.fixedTypes().stream().filter(one -> one.type() == FileType.Q4_1).findFirst().orElseThrow();
        double sum = 0;
        for (TensorChoices tensor : result.tensors()) {
            boolean output = tensor.tensor().name().equals("output.weight");
            TensorType expected = output ? TensorType.Q8_0 : TensorType.Q4_1;
            Choice choice = tensor.choices().stream().filter(one -> one.encoding().type() == expected).findFirst().orElseThrow();
            Sensitivity.Probe probe = result.sensitivity().probes().get(tensor.group());
            sum += probe.divergence() / probe.error() * choice.error();
        }
        assertThat(fixed.loss()).isCloseTo(sum, within(1e-9 * sum));
        assertThat(result.fixedTypes()).filteredOn(one -> one.fileBytes() == result.fileBytes())
                .allSatisfy(one -> assertThat(one.loss()).isGreaterThanOrEqualTo(result.best().predicted()));
    }

    @Test
    void onlyTheTypesThatAreAskedForAreUsed() throws IOException {
        BudgetGoal goal = new BudgetGoal.Size(Files.size(model) * 25 / 100);
        BudgetResult result = run(options(goal).withTypes(EnumSet.of(TensorType.Q8_0, TensorType.Q4_0)), new Recorder("", 0));
        try (GgufFile made = GgufFile.open(out)) {
            assertThat(made.tensors().values()).extracting(tensor -> tensor.type())
                    .isSubsetOf(TensorType.F32, TensorType.Q8_0, TensorType.Q4_0)
                    .contains(TensorType.Q4_0, TensorType.Q8_0);
        }
        assertThat(result.goal()).isEqualTo(goal);
    }

    @Test
    void theEvidenceHasGroupsTensorsAndAttempts() throws IOException {
        BudgetResult result = run(new BudgetGoal.Size(Files.size(model) * 35 / 100));
        BudgetReport report = new BudgetReport(result, Evidence.comparison(result));
        assertThat(report.fields()).containsKeys("budget", "file_bytes", "comparison", "attempts", "sensitivity", "tensors");
        assertThat((List<?>) report.fields().get("tensors")).hasSize(16);
        assertThat(report.text()).contains("Types that were chosen", "What file types would give", "MXFP4_MOE", ", taken");
        assertThat(report.html()).contains("<h2>Files that were tried for", "token_embd.weight", "ffn_down.weight of layers 1 to 1").doesNotContain("null");
    }
}
