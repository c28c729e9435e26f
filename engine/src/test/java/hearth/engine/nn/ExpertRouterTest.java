package hearth.engine.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import hearth.compute.Backend;
import hearth.compute.Matrix;
import hearth.compute.ScalarBackend;
import hearth.compute.Tensor;
import hearth.engine.nn.RoutingRule.Gating;
import hearth.format.TensorType;
import hearth.testkit.RandomWeights;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ExpertRouterTest {
    private final Backend backend = new ScalarBackend();

    /** Routes one row whose logits these are. */
    private ExpertChoice route(RoutingRule rule, Optional<float[]> offsets, float... logits) {
        Workspace workspace = new Workspace(backend, 1);
        ExpertRouter router = new ExpertRouter(identity(logits.length), Optional.empty(), offsets, rule, workspace);
        ExpertChoice choice = new ExpertChoice(1, rule.expertCount(), rule.usedCount());
        Tensor in = backend.tensor(1, logits.length);
        in.write(0, logits, 0);
        router.route(backend, in, 1, choice);
        return choice;
    }

    private Matrix identity(int size) {
        ByteBuffer bytes = ByteBuffer.allocate(size * size * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        for (int i = 0; i < size; i++) {
            bytes.putFloat((i * size + i) * Float.BYTES, 1);
        }
        return backend.load(new RandomWeights(TensorType.F32, size, size, bytes.array()));
    }

    private static void assertChoice(ExpertChoice choice, int[] experts, double... weights) {
        assertThat(choice.usedCount()).isEqualTo(experts.length);
        for (int i = 0; i < experts.length; i++) {
            assertThat(choice.expert(0, i)).isEqualTo(experts[i]);
            assertThat((double) choice.weight(0, i)).isCloseTo(weights[i], within(1e-6));
        }
    }

    @Test
    void softmaxOverAllIsNotScaledUpUnlessTheRuleSaysSo() {
        double sum = Math.exp(1) + Math.exp(3) + Math.exp(2) + Math.exp(0);
        double chosen = Math.exp(3) + Math.exp(2);

        assertChoice(
                route(RoutingRule.of(4, 2, Gating.SOFTMAX, false), Optional.empty(), 1, 3, 2, 0),
                new int[] {1, 2},
                Math.exp(3) / sum,
                Math.exp(2) / sum);
        assertChoice(
                route(RoutingRule.of(4, 2, Gating.SOFTMAX, true), Optional.empty(), 1, 3, 2, 0),
                new int[] {1, 2},
                Math.exp(3) / chosen,
                Math.exp(2) / chosen);
    }

    @Test
    void choicesComeInTheOrderOfTheExperts() {
        ExpertChoice choice = route(RoutingRule.of(5, 3, Gating.SOFTMAX_OF_CHOSEN, false), Optional.empty(), 5, 1, 7, 2, 6);

        double sum = Math.exp(-2) + 1 + Math.exp(-1);
        assertChoice(choice, new int[] {0, 2, 4}, Math.exp(-2) / sum, 1 / sum, Math.exp(-1) / sum);
    }

    @Test
    void ofEqualsTheFirstIsChosen() {
        assertChoice(route(RoutingRule.of(3, 1, Gating.SOFTMAX, true), Optional.empty(), 2, 2, 2), new int[] {0}, 1);
    }

    @Test
    void offsetsChangeTheChoiceButNotTheWeights() {
        RoutingRule rule = new RoutingRule(3, 1, Gating.SIGMOID, false, 2.5f, 1, 1);

        assertChoice(
                route(rule, Optional.of(new float[] {0, 0, 1}), 2, 1, 0), new int[] {2}, 2.5 * 0.5);
    }

    @Test
    void aSigmoidGroupIsAsGoodAsItsBestTwo() {
        // The best expert is in the first group, the best two together in the second.
        RoutingRule rule = new RoutingRule(4, 1, Gating.SIGMOID, true, 1, 2, 1);

        assertChoice(route(rule, Optional.empty(), 3, -9, 2, 1.5f), new int[] {2}, 1);
    }

    @Test
    void aSoftmaxGroupIsAsGoodAsItsBest() {
        RoutingRule rule = new RoutingRule(4, 1, Gating.SOFTMAX, true, 1, 2, 1);

        assertChoice(route(rule, Optional.empty(), 3, -9, 2, 1.5f), new int[] {0}, 1);
    }

    @Test
    void severalGroupsMayBeUsed() {
        RoutingRule rule = new RoutingRule(6, 3, Gating.SIGMOID, false, 1, 3, 2);

        // Groups (1, 0), (5, -1), (4, 3): the first one goes.
        ExpertChoice choice = route(rule, Optional.empty(), 1, 0, 5, -1, 4, 3);
        assertThat(new int[] {choice.expert(0, 0), choice.expert(0, 1), choice.expert(0, 2)}).containsExactly(2, 4, 5);
    }

    @Test
    void countsThatDoNotFitAreRefused() {
        assertThatThrownBy(() -> new RoutingRule(7, 1, Gating.SIGMOID, false, 1, 2, 1)).hasMessageContaining("groups");
        assertThatThrownBy(() -> new RoutingRule(8, 5, Gating.SIGMOID, false, 1, 2, 1)).hasMessageContaining("5 of 8");
        assertThatThrownBy(() -> RoutingRule.of(4, 5, Gating.SOFTMAX, false)).hasMessageContaining("5 of 4");
    }
}
