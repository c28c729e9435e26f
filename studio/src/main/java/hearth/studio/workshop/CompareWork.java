package hearth.studio.workshop;

import hearth.engine.Engine;
import hearth.engine.LoadOptions;
import hearth.engine.Model;
import hearth.engine.ModelSummary;
import hearth.engine.score.Scorer;
import hearth.format.gguf.GgufFile;
import hearth.studio.job.JobControl;
import hearth.studio.job.JobWork;
import hearth.workshop.evaluate.Comparison;
import hearth.workshop.evaluate.ComparisonReport;
import hearth.workshop.evaluate.ComparisonResult;
import hearth.workshop.evaluate.Distribution;
import hearth.workshop.evaluate.EvaluationException;
import hearth.workshop.evaluate.EvaluationText;
import hearth.workshop.evaluate.ModelFacts;
import hearth.workshop.evaluate.SpeedSample;
import hearth.workshop.evaluate.WindowPlan;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Measures how far a model's predictions are from those of its base.
 *
 * @param windowLength tokens of a chunk, of which the second half counts
 * @param chunks most of them
 * @param speed whether the speeds are measured too
 */
record CompareWork(Supplier<Engine> engines, WorkSource base, WorkSource candidate, String text, int windowLength, int chunks, boolean speed)
        implements JobWork {
    private static final int DELTA_PARTS = 41;
    private static final int PROMPT = 128;
    private static final int ANSWER = 16;

    @Override
    public Map<String, Object> run(JobControl control) {
        try (Engine engine = engines.get();
                Model first = load(engine, base, control);
                Model second = load(engine, candidate, control)) {
            EvaluationText tokens = EvaluationText.of(text, second.tokenizer());
            Comparison.requireSameTokens(EvaluationText.of(text, first.tokenizer()), tokens);
            WindowPlan plan = WindowPlan.chunks(tokens.tokenCount(), windowLength, chunks);
            ComparisonResult result;
            try (Scorer firstScorer = first.scorer(); Scorer secondScorer = second.scorer()) {
                control.progress("comparing", "", 0);
                result = new Comparison(tokens, plan).run(firstScorer, secondScorer,
                        (done, total, running) -> control.progress("comparing", "", (double) done / total));
            }
            ComparisonReport report = new ComparisonReport(
                    facts(base, measured(first, base, control)), facts(candidate, measured(second, candidate, control)), tokens.digest(), result);
            Map<String, Object> fields = report.fields();
            addHistogram(fields, result.deltaProbability());
            return fields;
        }
    }

    private Model load(Engine engine, WorkSource source, JobControl control) {
        LoadOptions options = LoadOptions.defaults()
                .withContextLength(windowLength)
                .withBatchSize(windowLength)
                .withListener(share -> control.progress("loading", source.title(), share));
        Model model = engine.load(source::open, options);
        if (model.contextLength() < windowLength) {
            int most = model.contextLength();
            model.close();
            throw new EvaluationException(source.title() + " was trained for sequences of " + most + " tokens; " + windowLength + " are too many");
        }
        return model;
    }

    private Optional<ModelFacts.Speed> measured(Model model, WorkSource source, JobControl control) {
        if (!speed) {
            return Optional.empty();
        }
        control.step("measuring", source.title());
        return Optional.of(SpeedSample.of(model, Math.min(PROMPT, windowLength), Math.min(ANSWER, windowLength), control::check));
    }

    private static ModelFacts facts(WorkSource source, Optional<ModelFacts.Speed> speed) {
        try (GgufFile file = source.open()) {
            ModelSummary summary = ModelSummary.of(file);
            return new ModelFacts(source.title(), summary.quantization(), summary.weightBytes(), summary.parameterCount(), speed);
        }
    }

    private static void addHistogram(Map<String, Object> fields, Distribution deltas) {
        double reach = Math.max(Math.abs(deltas.quantile(0.001)), Math.abs(deltas.quantile(0.999)));
        double range = reach == 0 ? 0.01 : reach;
        fields.put("delta_probability_range", range);
        fields.put("delta_probability_histogram", Arrays.stream(deltas.histogram(-range, range, DELTA_PARTS)).boxed().toList());
    }
}
