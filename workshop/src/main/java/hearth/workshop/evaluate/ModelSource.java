package hearth.workshop.evaluate;

import hearth.engine.score.Scorer;
import java.util.stream.IntStream;

/** Predictions that a model computes. */
final class ModelSource implements BaseSource {
    private final Scorer scorer;
    private final EvaluationText text;
    private final WindowPlan plan;
    private int nextTarget;

    ModelSource(Scorer scorer, EvaluationText text, WindowPlan plan) {
        Perplexity.requireContext(scorer, plan);
        this.scorer = scorer;
        this.text = text;
        this.plan = plan;
    }

    @Override
    public int vocabularySize() {
        return scorer.vocabularySize();
    }

    @Override
    public void begin(int index) {
        Window window = plan.window(index);
        scorer.begin(text.tokens(window), window.firstScored(), window.endScored());
        nextTarget = window.start() + window.firstScored() + 1;
    }

    @Override
    public void next(int rows, BaseRows target) {
        int computed = scorer.next();
        if (computed != rows) {
            throw new EvaluationException("the models run in batches of different sizes: " + computed + " rows instead of " + rows);
        }
        target.reserve(rows);
        int first = nextTarget;
        IntStream.range(0, rows).parallel().forEach(r -> fill(r, text.ids()[first + r], target));
        nextTarget += rows;
    }

    private void fill(int row, int targetId, BaseRows rows) {
        int size = scorer.vocabularySize();
        float[] logits = scorer.logits();
        int offset = row * size;
        double normalizer = LogSoftmax.normalizer(logits, offset, size);
        int top = 0;
        for (int v = 0; v < size; v++) {
            if (logits[offset + v] > logits[offset + top]) {
                top = v;
            }
            rows.logProbabilities()[offset + v] = (float) (logits[offset + v] - normalizer);
        }
        rows.set(row, logits[offset + targetId] - normalizer, top);
    }

    @Override
    public void end() {
        // Nothing is kept.
    }
}
