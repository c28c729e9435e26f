package hearth.compute.cpu;

import java.util.concurrent.atomic.AtomicLongArray;

/**
 * How far each chunk of a pool's loops is. Every thread has a lane of its own, which it takes from the front and others from the end,
 * so that threads seldom write to the same cache line.
 *
 * <p>A chunk's number is four times the number of its loop and how far it is there. Numbers only grow: a thread that was held up since an
 * earlier loop can change none.
 */
final class ChunkLedger {
    private static final int TAKEN = 0;
    private static final int COMMITTING = 1;
    private static final int FINISHED = 2;
    /** Numbers between two lanes: two cache lines, as processors fetch them in pairs. */
    private static final int GAP = 16;

    private final int lanes;
    private final AtomicLongArray numbers;

    ChunkLedger(int lanes, int chunkCount) {
        this.lanes = lanes;
        numbers = new AtomicLongArray(chunkCount + GAP * (lanes + 1));
    }

    /** The most chunks of a loop. */
    int capacity() {
        return numbers.length() - GAP * (lanes + 1);
    }

    /** The first chunk of a lane, and the end of the lane before it. */
    int firstOf(int lane, int chunkCount) {
        return (int) ((long) lane * chunkCount / lanes);
    }

    /** Takes a chunk that nobody has; the loop then goes on until it is finished. */
    boolean take(long loop, int lane, int chunk) {
        long seen = numbers.get(at(lane, chunk));
        return seen < number(loop, TAKEN) && numbers.compareAndSet(at(lane, chunk), seen, number(loop, TAKEN));
    }

    /** For those who have computed a chunk that was taken: true for the one that may write its results, and then must finish it. */
    boolean commit(long loop, int lane, int chunk) {
        return numbers.compareAndSet(at(lane, chunk), number(loop, TAKEN), number(loop, COMMITTING));
    }

    void finish(long loop, int lane, int chunk) {
        numbers.set(at(lane, chunk), number(loop, FINISHED));
    }

    boolean isFinished(long loop, int lane, int chunk) {
        return numbers.get(at(lane, chunk)) >= number(loop, FINISHED);
    }

    private static int at(int lane, int chunk) {
        return GAP * (lane + 1) + chunk;
    }

    private static long number(long loop, int step) {
        return 4 * loop + step;
    }
}
