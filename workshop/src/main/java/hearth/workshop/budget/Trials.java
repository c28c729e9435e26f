package hearth.workshop.budget;

import hearth.engine.Engine;
import hearth.engine.LoadOptions;
import hearth.engine.Model;
import hearth.engine.score.Scorer;
import hearth.format.gguf.GgufFile;
import hearth.workshop.evaluate.BaseLogits;
import hearth.workshop.evaluate.Comparison;
import hearth.workshop.evaluate.ComparisonResult;
import hearth.workshop.evaluate.EvaluationListener;
import hearth.workshop.evaluate.ModelFingerprint;
import java.util.function.Supplier;

/** Runs variants of a model and compares them with it. One model is in memory at a time. */
final class Trials {
    private static final int BATCH = 512;

    private final Engine engine;
    private final Supplier<GgufFile> source;
    private final String fingerprint;
    private final BudgetListener listener;

    Trials(Engine engine, Supplier<GgufFile> source, BudgetListener listener) {
        this.engine = engine;
        this.source = source;
        this.listener = listener;
        try (GgufFile file = source.get()) {
            this.fingerprint = ModelFingerprint.of(file);
        }
    }

    String fingerprint() {
        return fingerprint;
    }

    Model load(Supplier<GgufFile> file, LoadOptions options, int contextLength) {
        return engine.load(file, options.withContextLength(contextLength).withBatchSize(Math.min(BATCH, contextLength)));
    }

    private Model load(Supplier<GgufFile> file, Passage passage) {
        return load(file, LoadOptions.defaults(), passage.plan().length());
    }

    /** Has the source predict a passage, unless that is done. */
    void prepare(Passage passage, String stage) {
        Model base = null;
        try (BaseLogits kept = open(passage)) {
            if (kept.isComplete()) {
                return;
            }
            listener.progress(stage, 0, passage.plan().count());
            base = load(source, passage);
            try (Scorer one = base.scorer(); Scorer two = base.scorer()) {
                // Compared with itself only to have its predictions written.
                new Comparison(passage.text(), passage.plan()).run(kept, () -> one, two, hearing(stage));
            }
        } finally {
            if (base != null) {
                base.close();
            }
        }
    }

    private BaseLogits open(Passage passage) {
        return BaseLogits.open(passage.logits(), passage.header(fingerprint));
    }

    private EvaluationListener hearing(String stage) {
        return (done, total, running) -> listener.progress(stage, done, total);
    }

    /** Compares a variant with the source; the passage must be prepared. */
    ComparisonResult compare(Supplier<GgufFile> variant, Passage passage, EvaluationListener hearing) {
        try (Model model = load(variant, passage); Scorer scorer = model.scorer(); BaseLogits kept = open(passage)) {
            return new Comparison(passage.text(), passage.plan()).run(
                    kept,
                    () -> {
                        throw new IllegalStateException("the source's predictions are complete");
                    },
                    scorer,
                    hearing);
        }
    }
}
