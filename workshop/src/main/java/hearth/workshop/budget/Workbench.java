package hearth.workshop.budget;

import hearth.engine.Engine;
import hearth.engine.LoadOptions;
import hearth.engine.Model;
import hearth.engine.model.ModelConfig;
import hearth.engine.model.ModelConfigReader;
import hearth.engine.model.VocabularyReader;
import hearth.engine.score.Scorer;
import hearth.format.gguf.GgufFile;
import hearth.tokenizer.Tokenizer;
import hearth.workshop.evaluate.EvaluationText;
import hearth.workshop.evaluate.ImportanceCollector;
import hearth.workshop.evaluate.WindowPlan;
import hearth.workshop.quantize.ImportanceMatrix;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Supplier;

/** What all measurements of one source share: the texts as it reads them, its predictions, the importance of its columns. */
final class Workbench {
    /** Sensitivity needs little text, as whole distributions are compared, but something of everything. */
    private static final int SENSITIVITY_CHARACTERS = 2400;
    private static final int MAX_VERIFICATION_WINDOWS = 32;
    private static final String DATASET = "calibration of hearth quantize --budget";

    private final Trials trials;
    private final BudgetOptions options;
    private final BudgetListener listener;
    private final Path folder;
    private final Tokenizer tokenizer;
    private final ModelConfig config;
    private final Passage calibration;
    private final Passage verification;

    Workbench(Engine engine, Supplier<GgufFile> source, BudgetOptions options, Path folder, BudgetListener listener) {
        this.trials = new Trials(engine, source, listener);
        this.options = options;
        this.listener = listener;
        this.folder = folder;
        try (GgufFile file = source.get()) {
            this.config = ModelConfigReader.read(file.metadata());
            this.tokenizer = VocabularyReader.read(file.metadata());
        }
        int window = Math.min(options.windowLength(), config.trainedContextLength());
        this.calibration = passage("calibration", TextParts.sample(options.calibration(), SENSITIVITY_CHARACTERS), window / 2, 0);
        this.verification = passage("verification", options.verification(), window, MAX_VERIFICATION_WINDOWS);
    }

    private Passage passage(String name, String raw, int window, int most) {
        EvaluationText text = EvaluationText.of(raw, tokenizer);
        WindowPlan plan = WindowPlan.windows(text.tokenCount(), window, window, most);
        return new Passage(text, plan, config.vocabularySize(), folder.resolve(file(name, text, ".logits")));
    }

    /** A name that another text or source does not have. */
    private String file(String name, EvaluationText text, String ending) {
        return name + "-" + trials.fingerprint().substring(0, 8) + text.digest().substring(0, 8) + ending;
    }

    Trials trials() {
        return trials;
    }

    BudgetListener listener() {
        return listener;
    }

    /** What sensitivity is measured on. */
    Passage calibration() {
        return calibration;
    }

    /** What results are judged on. */
    Passage verification() {
        return verification;
    }

    /** The importance that was given, or one that is measured on the whole calibration text. */
    ImportanceMatrix importance(Supplier<GgufFile> source) throws IOException {
        if (options.importance().isPresent()) {
            return options.importance().get();
        }
        EvaluationText text = EvaluationText.of(options.calibration(), tokenizer);
        Path kept = folder.resolve(file("importance", text, ".gguf"));
        if (!Files.exists(kept)) {
            String stage = "measuring importance";
            int window = Math.min(Math.min(options.windowLength(), config.trainedContextLength()), text.tokenCount() / 2);
            WindowPlan plan = WindowPlan.chunks(text.tokenCount(), window, 0);
            ImportanceCollector collector = new ImportanceCollector(true);
            listener.progress(stage, 0, plan.count());
            try (Model model = trials.load(source, LoadOptions.defaults().withObserver(collector), window);
                    Scorer scorer = model.scorer()) {
                collector.run(scorer, text, plan, DATASET, 0, (done, total, _) -> listener.progress(stage, done, total));
            }
            collector.write(kept);
        }
        return ImportanceMatrix.read(kept);
    }
}
