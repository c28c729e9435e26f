package hearth.documents.index;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Joins rankings that can't be compared by their scores: each place counts 1 / (60 + rank). Reciprocal rank fusion, Cormack, Clarke and
 * Büttcher, 2009. Pure.
 */
final class RankFusion {
    private static final double OFFSET = 60;

    private RankFusion() {}

    /** @param ranks of each list, in the order of the lists; 0 if it is not in one */
    record Fused<T>(T item, double score, List<Integer> ranks) {}

    /** All items of the lists, best first; equal ones in the order they came. */
    static <T> List<Fused<T>> fuse(List<List<T>> rankings) {
        Map<T, int[]> ranks = new LinkedHashMap<>();
        for (int list = 0; list < rankings.size(); list++) {
            for (int i = 0; i < rankings.get(list).size(); i++) {
                ranks.computeIfAbsent(rankings.get(list).get(i), _ -> new int[rankings.size()])[list] = i + 1;
            }
        }
        List<Fused<T>> fused = new ArrayList<>();
        ranks.forEach((item, places) -> {
            double score = 0;
            List<Integer> all = new ArrayList<>();
            for (int rank : places) {
                score += rank == 0 ? 0 : 1 / (OFFSET + rank);
                all.add(rank);
            }
            fused.add(new Fused<>(item, score, all));
        });
        fused.sort(Comparator.comparingDouble((Fused<T> each) -> each.score()).reversed());
        return fused;
    }
}
