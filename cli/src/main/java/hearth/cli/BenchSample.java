package hearth.cli;

import java.util.Arrays;

/**
 * One repetition of a test.
 *
 * @param promptNanos evaluation of the prompt; 0 if the test has none
 * @param tokenNanos each token that was evaluated alone
 */
record BenchSample(long promptNanos, long[] tokenNanos) {
    /** Time of the whole test. */
    long nanos() {
        return promptNanos + Arrays.stream(tokenNanos).sum();
    }
}
