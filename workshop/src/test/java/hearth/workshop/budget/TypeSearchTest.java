package hearth.workshop.budget;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import hearth.format.TensorType;
import hearth.format.gguf.TensorInfo;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class TypeSearchTest {
    private static final Sensitivity ONE =
            new Sensitivity(Map.of("group", new Sensitivity.Probe(new Encoding(TensorType.Q4_0, false), 1, 1)));

    private static TensorChoices tensor(String name, long[] bytes, double[] losses) {
        List<Choice> choices = new ArrayList<>();
        for (int i = 0; i < bytes.length; i++) {
            choices.add(new Choice(new Encoding(TensorType.values()[i], false), bytes[i], losses[i]));
        }
        return new TensorChoices(new TensorInfo(name, TensorType.F16, List.of(32L), 0, 0, 64), "group", choices);
    }

    private static List<TensorChoices> random(Random random, int tensors, int choices) {
        List<TensorChoices> all = new ArrayList<>();
        for (int t = 0; t < tensors; t++) {
            long[] bytes = new long[choices];
            double[] losses = new double[choices];
            for (int c = 0; c < choices; c++) {
                bytes[c] = (c == 0 ? 0 : bytes[c - 1]) + random.nextInt(20);
                losses[c] = c == choices - 1 ? 0 : random.nextDouble();
            }
            all.add(tensor("t" + t, bytes, losses));
        }
        return all;
    }

    /** The least loss of all ways within a size, by trying all. */
    private static double optimum(List<TensorChoices> tensors, int next, long bytes) {
        if (bytes < 0) {
            return Double.POSITIVE_INFINITY;
        }
        if (next == tensors.size()) {
            return 0;
        }
        double best = Double.POSITIVE_INFINITY;
        for (Choice choice : tensors.get(next).choices()) {
            best = Math.min(best, choice.error() + optimum(tensors, next + 1, bytes - choice.byteSize()));
        }
        return best;
    }

    @Test
    void aSearchForALossIsOptimalAtItsSize() {
        Random random = new Random(5);
        for (int run = 0; run < 200; run++) {
            List<TensorChoices> tensors = random(random, 4, 5);
            TypeSearch search = new TypeSearch(tensors, ONE);
            double allowed = random.nextDouble() * 2;
            Allocation found = search.below(allowed);
            assertThat(found.loss()).isLessThanOrEqualTo(allowed + 1e-12);
            assertThat(found.loss()).isCloseTo(optimum(tensors, 0, found.byteSize()), within(1e-12));
        }
    }

    @Test
    void aSearchForASizeFillsItAndIsNeverWorseThanLessRoom() {
        Random random = new Random(6);
        for (int run = 0; run < 100; run++) {
            List<TensorChoices> tensors = random(random, 5, 5);
            TypeSearch search = new TypeSearch(tensors, ONE);
            long least = search.smallestBytes();
            for (long bytes = least; bytes < least + 60; bytes += 7) {
                Allocation found = search.within(bytes);
                assertThat(found.byteSize()).isLessThanOrEqualTo(bytes);
                assertThat(found.loss()).isGreaterThanOrEqualTo(optimum(tensors, 0, bytes) - 1e-12);
                long used = found.byteSize();
                assertThat(found.loss()).isLessThanOrEqualTo(hullLoss(tensors, used, search) + 1e-12);
            }
        }
    }

    /** The loss of the largest point of the Lagrangian way that is not larger. */
    private static double hullLoss(List<TensorChoices> tensors, long bytes, TypeSearch search) {
        double best = Double.POSITIVE_INFINITY;
        for (double loss = 0; loss < tensors.size(); loss += 0.05) {
            Allocation point = search.below(loss);
            best = point.byteSize() <= bytes ? Math.min(best, point.loss()) : best;
        }
        return best;
    }

    @Test
    void makesRoomForALargeStepThatDidNotFit() {
        TensorChoices large = tensor("large", new long[] {100, 200}, new double[] {1, 0});
        TensorChoices second = tensor("second", new long[] {10, 20}, new double[] {0.5, 0});
        TensorChoices third = tensor("third", new long[] {10, 20}, new double[] {0.2, 0});
        TypeSearch search = new TypeSearch(List.of(large, second, third), ONE);
        assertThat(search.within(221).loss()).isCloseTo(0.7, within(1e-12));
        assertThat(search.within(235).loss()).isCloseTo(0.2, within(1e-12));
        assertThat(search.within(219).loss()).as("no room to be made").isEqualTo(1);
    }

    @Test
    void whatLosesMoreAndIsLargerIsNeverTaken() {
        TensorChoices tensor = tensor("t", new long[] {10, 20, 20, 30, 40}, new double[] {1, 0.9, 0.2, 0.5, 0});
        TypeSearch search = new TypeSearch(List.of(tensor), ONE);
        assertThat(search.within(39).loss()).isEqualTo(0.2);
        assertThat(search.within(39).byteSize()).isEqualTo(20);
        assertThat(search.within(5).byteSize()).as("the smallest there is").isEqualTo(10);
        assertThat(search.below(0).byteSize()).isEqualTo(40);
    }
}
