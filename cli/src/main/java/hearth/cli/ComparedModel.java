package hearth.cli;

import hearth.engine.Model;
import hearth.engine.ModelSummary;
import hearth.engine.score.Scorer;
import hearth.format.gguf.GgufFile;
import hearth.workshop.evaluate.Comparison;
import hearth.workshop.evaluate.EvaluationText;
import hearth.workshop.evaluate.ModelFacts;
import hearth.workshop.evaluate.ModelFingerprint;
import java.util.Arrays;
import java.util.Optional;

/** One of two models that are compared; loaded when it is first needed. */
final class ComparedModel implements AutoCloseable {
    private static final int BENCH_PROMPT = 128;
    private static final int BENCH_ANSWER = 16;
    private static final int BENCH_RUNS = 3;

    private final Services services;
    private final EvaluationArguments arguments;
    private final String name;
    private final int contextLength;
    private final LocatedModel located;
    private LoadedModel loaded;
    private Scorer scorer;
    private Runnable check = () -> {};

    ComparedModel(Services services, EvaluationArguments arguments, String name, int contextLength) {
        this.services = services;
        this.arguments = arguments;
        this.name = name;
        this.contextLength = contextLength;
        this.located = services.locator().hereOrPulled(name);
    }

    Model model() {
        if (loaded == null) {
            loaded = arguments.load(services, located, contextLength);
            check.run();
        }
        return loaded.model();
    }

    /** Checks, when this model is loaded, that it reads the text as the other one does. */
    void requireTokens(String raw, EvaluationText other) {
        check = () -> Comparison.requireSameTokens(EvaluationText.of(raw, loaded.model().tokenizer()), other);
    }

    Scorer scorer() {
        if (scorer == null) {
            scorer = model().scorer();
        }
        return scorer;
    }

    String fingerprint() {
        try (GgufFile file = located.open()) {
            return ModelFingerprint.of(file);
        }
    }

    /** The speed is measured only of a model that is loaded anyway. */
    ModelFacts facts(boolean withSpeed) {
        Optional<ModelFacts.Speed> speed = withSpeed && loaded != null ? Optional.of(speed()) : Optional.empty();
        try (GgufFile file = located.open()) {
            ModelSummary summary = ModelSummary.of(file);
            return new ModelFacts(name, summary.quantization(), summary.weightBytes(), summary.parameterCount(), speed);
        }
    }

    private ModelFacts.Speed speed() {
        int prompt = Math.min(BENCH_PROMPT, contextLength);
        int answer = Math.min(BENCH_ANSWER, contextLength);
        return new ModelFacts.Speed(rate(new BenchTest(prompt, 0, 0)), rate(new BenchTest(0, answer, 0)));
    }

    private double rate(BenchTest test) {
        BenchRun run = new BenchRun(loaded.model(), test);
        run.warmUp();
        double[] rates = new double[BENCH_RUNS];
        Arrays.setAll(rates, i -> test.tokens() * 1e9 / run.repeat().nanos());
        return BenchRow.mean(rates);
    }

    @Override
    public void close() {
        if (scorer != null) {
            scorer.close();
        }
        if (loaded != null) {
            loaded.close();
        }
    }
}
