package hearth.engine.generate;

import static org.assertj.core.api.Assertions.assertThat;

import hearth.compute.ScalarBackend;
import hearth.engine.generate.BatchStep.Portion;
import hearth.engine.kvcache.SequenceCache;
import hearth.engine.sampling.Candidates;
import hearth.engine.sampling.Sampler;
import hearth.engine.sampling.SamplingOptions;
import hearth.engine.sampling.TokenRules;
import hearth.testkit.TinyVocabulary;
import hearth.tokenizer.Tokenizer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How the rows of a step are shared out. */
class StepPlanTest {
    @TempDir
    Path folder;

    private Tokenizer tokenizer;

    @BeforeEach
    void tokenizer() {
        tokenizer = FakeModel.tokenizer(folder);
    }

    /** A run with so many rows of its prompt left; 0 = it decodes. */
    private SequenceRun run(int promptRows) {
        int[] prompt = new int[Math.max(1, promptRows)];
        GenerationRequest request = GenerationRequest.of(prompt).withSampling(SamplingOptions.greedy());
        Candidates candidates = new Candidates(TinyVocabulary.SIZE);
        SequenceRun run = new SequenceRun(
                request,
                new SequenceCache(new ScalarBackend().kvCache(new FakeModel(1).shape())),
                tokenizer,
                Sampler.create(request.sampling(), TokenRules.none(), candidates, 64, 0),
                new RunClock(),
                event -> {});
        run.start(0, ReuseLimit.NO_MATCH);
        if (promptRows == 0) {
            float[] logits = new float[TinyVocabulary.SIZE];
            logits[FakeModel.A] = 1;
            run.advance(1, logits, 0);
        }
        return run;
    }

    private List<SequenceRun> runs(int... promptRows) {
        return Arrays.stream(promptRows).mapToObj(this::run).toList();
    }

    private static List<Integer> rows(List<Portion> portions) {
        return portions.stream().map(Portion::rows).toList();
    }

    @Test
    void decodesComeFirstAndPromptsGetTheRest() {
        assertThat(rows(new StepPlan(512).next(runs(0, 200, 0), 100))).containsExactly(1, 100, 1);
        assertThat(rows(new StepPlan(64).next(runs(0, 200, 0), 100))).containsExactly(1, 62, 1);
        assertThat(rows(new StepPlan(512).next(runs(0, 0), 100))).containsExactly(1, 1);
    }

    @Test
    void theFirstPromptGetsHalfAndShortOnesTheRest() {
        // Each has one row; of 97 more the first gets 49, the shortest what it needs, then the next.
        assertThat(rows(new StepPlan(512).next(runs(200, 150, 10), 100))).containsExactly(50, 40, 10);
        assertThat(rows(new StepPlan(512).next(runs(200, 10, 150), 100))).containsExactly(50, 10, 40);
        assertThat(rows(new StepPlan(512).next(runs(5, 150), 100))).containsExactly(5, 95);
        assertThat(rows(new StepPlan(512).next(runs(200, 5), 100))).containsExactly(95, 5);
        assertThat(rows(new StepPlan(512).next(runs(20, 5), 100))).containsExactly(20, 5);
    }

    @Test
    void aStepNeverHasMoreRowsThanItMay() {
        for (int batchSize = 1; batchSize < 12; batchSize++) {
            List<Portion> portions = new StepPlan(batchSize).next(runs(0, 30, 0, 4, 9, 0), 7);
            assertThat(portions.stream().mapToInt(Portion::rows).sum()).isLessThanOrEqualTo(batchSize);
            assertThat(portions).allMatch(portion -> portion.rows() <= portion.run().pendingRows());
        }
    }

    @Test
    void whoGetsNothingThisTimeGetsSomethingNextTime() {
        StepPlan plan = new StepPlan(2);
        List<SequenceRun> runs = runs(0, 30, 0, 4, 0);
        int[] turns = new int[5];
        for (int step = 0; step < 50; step++) {
            for (Portion portion : new ArrayList<>(plan.next(runs, 7))) {
                turns[runs.indexOf(portion.run())]++;
            }
        }
        assertThat(turns).containsOnly(20);
    }
}
