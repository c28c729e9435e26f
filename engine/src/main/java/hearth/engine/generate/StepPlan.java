package hearth.engine.generate;

import hearth.engine.generate.BatchStep.Portion;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Shares the rows of steps among sequences. Each gets one row, so that answers flow and prompts move; what is left goes to prompts,
 * half to the one that began first, so that none starves, and half to those that need least, so that short ones do not wait.
 */
final class StepPlan {
    private final int batchSize;
    private int turn;

    StepPlan(int batchSize) {
        this.batchSize = batchSize;
    }

    /**
     * @param runs in the order they began
     * @param promptRows most rows of prompts in this step
     */
    List<Portion> next(List<SequenceRun> runs, int promptRows) {
        int[] rows = new int[runs.size()];
        int served = Math.min(runs.size(), batchSize);
        // When there are more sequences than rows, another one comes first each time.
        int first = served < runs.size() ? turn++ % runs.size() : 0;
        for (int i = 0; i < served; i++) {
            rows[(first + i) % runs.size()] = 1;
        }
        int[] prompts = IntStream.range(0, rows.length)
                .filter(i -> rows[i] > 0 && runs.get(i).prefilling())
                .toArray();
        if (prompts.length > 0) {
            share(runs, prompts, rows, Math.min(batchSize - served, promptRows - prompts.length));
        }
        List<Portion> portions = new ArrayList<>(served);
        for (int i = 0; i < rows.length; i++) {
            if (rows[i] > 0) {
                portions.add(new Portion(runs.get(i), rows[i]));
            }
        }
        return portions;
    }

    private static void share(List<SequenceRun> runs, int[] prompts, int[] rows, int extra) {
        int left = extra;
        left -= give(runs, rows, prompts[0], Math.ceilDiv(left, 2));
        List<Integer> shortestFirst = IntStream.of(prompts)
                .boxed()
                .sorted(Comparator.comparingInt(i -> runs.get(i).pendingRows()))
                .toList();
        for (int i : shortestFirst) {
            left -= give(runs, rows, i, left);
        }
    }

    private static int give(List<SequenceRun> runs, int[] rows, int index, int offered) {
        int given = Math.clamp(runs.get(index).pendingRows() - rows[index], 0, Math.max(0, offered));
        rows[index] += given;
        return given;
    }
}
