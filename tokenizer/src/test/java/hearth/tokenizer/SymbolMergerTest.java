package hearth.tokenizer;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SymbolMergerTest {
    /** A rule that merges about half of all pairs, with many equal ranks. */
    private static long rule(int left, int right) {
        int mixed = (left * 31 + right) * 0x9E3779B1;
        int rank = mixed >>> 28;
        return (mixed & 0x100) == 0 ? PairRule.NONE : (long) rank << 32 | (left + 7 * right) % 13;
    }

    @Test
    void mergesLikeTheSimpleWay() {
        Random random = new Random(3);
        SymbolMerger merger = new SymbolMerger((left, right, from, to) -> rule(left, right));
        for (int round = 0; round < 3_000; round++) {
            List<Integer> expected = new ArrayList<>();
            merger.clear();
            int length = 1 + random.nextInt(80);
            for (int i = 0; i < length; i++) {
                int id = random.nextInt(13);
                expected.add(id);
                merger.add(id, i);
            }
            merger.merge(length);
            mergeSimply(expected);
            List<Integer> actual = new ArrayList<>();
            for (int i = 0; i < merger.count(); i++) {
                actual.add(merger.id(i));
                assertThat(merger.start(i)).isLessThan(merger.start(i + 1));
            }
            assertThat(actual).isEqualTo(expected);
            assertThat(merger.start(merger.count())).isEqualTo(length);
        }
    }

    private static void mergeSimply(List<Integer> ids) {
        while (true) {
            int best = -1;
            for (int i = 0; i + 1 < ids.size(); i++) {
                long pair = rule(ids.get(i), ids.get(i + 1));
                if (pair >= 0 && (best < 0 || pair >> 32 < rule(ids.get(best), ids.get(best + 1)) >> 32)) {
                    best = i;
                }
            }
            if (best < 0) {
                return;
            }
            ids.set(best, (int) rule(ids.get(best), ids.get(best + 1)));
            ids.remove(best + 1);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1_000, 100_000, 1_000_000})
    void asksTheRuleALinearNumberOfTimes(int length) {
        long[] asked = {0};
        // all equal: the worst case, where everything merges
        SymbolMerger merger = new SymbolMerger((left, right, from, to) -> {
            asked[0]++;
            return left == right ? (long) left << 32 | (left + 1) : PairRule.NONE;
        });
        for (int i = 0; i < length; i++) {
            merger.add(0, i);
        }
        merger.merge(length);
        assertThat(merger.count()).isEqualTo(Integer.bitCount(length));
        assertThat(asked[0]).isLessThan(3L * length);
    }
}
