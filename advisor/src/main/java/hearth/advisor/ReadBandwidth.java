package hearth.advisor;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * How fast threads together read memory that no cache holds, in bytes a second: the floor under decoding, which reads every weight
 * once a token.
 */
public final class ReadBandwidth {
    /** Each thread's own memory: far more than a core's share of any cache. */
    private static final int LONGS = 16 << 20;

    /** Longs between two looks at the clock: 8 MiB. */
    private static final int CHUNK = 1 << 20;

    private static final int WARM_UP_ROUNDS = 2;
    private static final int ROUNDS = 5;
    private static final double NANOS_PER_SECOND = 1e9;

    private ReadBandwidth() {}

    /** Reads for about a second; the best of several rounds counts, as other programs may use the memory too. */
    public static double measure(int threads) {
        if (threads < 1) {
            throw new IllegalArgumentException("threads is " + threads + " but must be 1 or more");
        }
        AtomicInteger number = new AtomicInteger();
        try (ExecutorService pool = Executors.newFixedThreadPool(
                threads, task -> Thread.ofPlatform().daemon().name("hearth-bandwidth-" + number.incrementAndGet()).unstarted(task))) {
            List<long[]> memory = new ArrayList<>();
            for (int i = 0; i < threads; i++) {
                memory.add(filled(i));
            }
            double best = 0;
            for (int round = 0; round < WARM_UP_ROUNDS + ROUNDS; round++) {
                double rate = round(pool, memory);
                best = round < WARM_UP_ROUNDS ? 0 : Math.max(best, rate);
            }
            return best;
        }
    }

    // Pages that were never written all lie on one page of zeros, which a cache holds.
    private static long[] filled(int seed) {
        long[] values = new long[LONGS];
        for (int i = 0; i < values.length; i++) {
            values[i] = i * 0x9E3779B97F4A7C15L + seed;
        }
        return values;
    }

    private static double round(ExecutorService pool, List<long[]> memory) {
        List<Callable<Long>> tasks = memory.stream().map(values -> (Callable<Long>) () -> sum(values)).toList();
        long start = System.nanoTime();
        try {
            long check = 0;
            for (var done : pool.invokeAll(tasks)) {
                check += done.get();
            }
            long nanos = System.nanoTime() - start;
            // The sums must be used, or the compiler may leave the reading out; they are never all zero.
            return check == 0 ? 0 : (double) memory.size() * LONGS * Long.BYTES * NANOS_PER_SECOND / nanos;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return 0;
        } catch (ExecutionException e) {
            throw new IllegalStateException(e.getCause());
        }
    }

    private static long sum(long[] values) {
        long sum = 0;
        for (int from = 0; from < values.length; from += CHUNK) {
            sum += sum(values, from, from + CHUNK);
        }
        return sum;
    }

    // Simple enough for the compiler to make vector code of.
    private static long sum(long[] values, int from, int to) {
        long sum = 0;
        for (int i = from; i < to; i++) {
            sum += values[i];
        }
        return sum;
    }
}
