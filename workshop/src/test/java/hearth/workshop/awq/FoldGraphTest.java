package hearth.workshop.awq;

import static org.assertj.core.api.Assertions.assertThat;

import hearth.format.gguf.GgufFile;
import hearth.workshop.calibrate.CalibrationOptions;
import hearth.workshop.calibrate.CalibrationPass;
import hearth.workshop.calibrate.Fixtures;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Factors may only go where the model computes the same afterwards: shown for every family, with random ones. */
class FoldGraphTest {
    /** What a layer's groups are read from, in the families where that is not all four. */
    private static final Map<String, Set<String>> SOME = Map.ofEntries(
            Map.entry("falcon", Set.of()),
            Map.entry("falcon-40b", Set.of()),
            Map.entry("gptneox", Set.of()),
            Map.entry("gptneox-sequential", Set.of()),
            Map.entry("phi2", Set.of("attn_v")),
            Map.entry("deepseek2-lite", Set.of()),
            Map.entry("deepseek2-groups", Set.of()),
            Map.entry("deepseek3", Set.of()),
            Map.entry("kimi-k2", Set.of()),
            Map.entry("olmo2", Set.of("attn_v", "ffn_up")),
            Map.entry("olmo3", Set.of("attn_v", "ffn_up")));

    static List<String> families() {
        return Fixtures.decoders();
    }

    @ParameterizedTest
    @MethodSource("families")
    void theModelComputesTheSame(String family) {
        Random random = new Random(4);
        Set<String> places = new TreeSet<>();
        try (GgufFile file = Fixtures.model(family).get()) {
            FoldGraph graph = new FoldGraph(file);
            FoldedModel fold = new FoldedModel(file);
            CalibrationOptions options = CalibrationOptions.of(Fixtures.TEXT).withLength(16).withCount(2).withThreads(1);
            new CalibrationPass(Fixtures.model(family), options).run((inputs, matrices, stored) -> {
                graph.target(matrices).ifPresent(target -> {
                    places.add(place(target));
                    fold.fold(matrices, target, factors(target, inputs.columns(), random));
                });
                return stored;
            });
            float[] wanted = Fixtures.logits(Fixtures.model(family));
            assertThat(Fixtures.error(Fixtures.logits(fold::open), wanted)).as("%s, folded into %s", family, places).isLessThan(1e-8);
        }
        if (SOME.containsKey(family)) {
            assertThat(places).isEqualTo(SOME.get(family));
        } else {
            assertThat(places).isNotEmpty();
        }
    }

    private static String place(FoldTarget target) {
        String name = switch (target) {
            case FoldTarget.Norm norm -> norm.weight();
            case FoldTarget.Rows rows -> rows.weight();
        };
        return name.split("\\.")[2];
    }

    private static float[] factors(FoldTarget target, int columns, Random random) {
        float[] factors = new float[target instanceof FoldTarget.Rows rows ? rows.rows() : columns];
        for (int i = 0; i < factors.length; i++) {
            factors[i] = 0.25f + 3 * random.nextFloat();
        }
        return factors;
    }
}
