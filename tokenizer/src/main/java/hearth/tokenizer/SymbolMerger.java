package hearth.tokenizer;

import java.util.Arrays;

/**
 * Merges the symbols of one word: again and again the pair with the lowest rank, the leftmost of equals, until none may merge.
 * Short words are searched anew for each merge; long ones use a heap, so a word of n symbols takes n log n steps.
 */
final class SymbolMerger {
    private static final int SHORT_WORD = 24;

    private final PairRule rule;
    private int[] ids = new int[64];
    private int[] starts = new int[65]; // byte offset of each symbol; one more at the end of the word
    private long[] pairs = new long[64]; // what the rule says of symbol i and its successor
    private int count;
    private int[] previous = new int[0]; // links and heap: only for long words
    private int[] next = new int[0];
    private long[] heap = new long[0];
    private int heapSize;

    SymbolMerger(PairRule rule) {
        this.rule = rule;
    }

    void clear() {
        count = 0;
    }

    /** Adds a symbol that begins at byte {@code start} of the word. */
    void add(int id, int start) {
        if (count == ids.length) {
            int capacity = count + (count >> 1);
            ids = Arrays.copyOf(ids, capacity);
            starts = Arrays.copyOf(starts, capacity + 1);
            pairs = Arrays.copyOf(pairs, capacity);
        }
        ids[count] = id;
        starts[count++] = start;
    }

    /** Merges what was added; the word ends at byte {@code end}. Afterwards {@link #count} symbols are left. */
    void merge(int end) {
        starts[count] = end;
        if (count <= SHORT_WORD) {
            mergeBySearch();
        } else {
            mergeByHeap();
        }
    }

    int count() {
        return count;
    }

    int id(int index) {
        return ids[index];
    }

    int start(int index) {
        return starts[index];
    }

    private void mergeBySearch() {
        for (int i = 0; i + 1 < count; i++) {
            pairs[i] = rule.pair(ids[i], ids[i + 1], starts[i], starts[i + 2]);
        }
        while (true) {
            int best = -1;
            int bestRank = Integer.MAX_VALUE;
            for (int i = 0; i + 1 < count; i++) {
                int rank = (int) (pairs[i] >> 32);
                if (rank >= 0 && rank < bestRank) {
                    best = i;
                    bestRank = rank;
                }
            }
            if (best < 0) {
                return;
            }
            ids[best] = (int) pairs[best];
            int moved = count - best - 2;
            System.arraycopy(ids, best + 2, ids, best + 1, moved);
            System.arraycopy(starts, best + 2, starts, best + 1, moved + 1);
            System.arraycopy(pairs, best + 2, pairs, best + 1, moved);
            count--;
            if (best > 0) {
                pairs[best - 1] = rule.pair(ids[best - 1], ids[best], starts[best - 1], starts[best + 1]);
            }
            if (best + 1 < count) {
                pairs[best] = rule.pair(ids[best], ids[best + 1], starts[best], starts[best + 2]);
            }
        }
    }

    private void mergeByHeap() {
        link();
        for (int i = 0; i + 1 < count; i++) {
            look(i);
        }
        while (heapSize > 0) {
            long top = pop();
            int left = (int) top;
            // an entry is stale when its left symbol is gone or has another pair by now
            if (ids[left] < 0 || pairs[left] < 0 || pairs[left] >> 32 != top >> 32) {
                continue;
            }
            int right = next[left];
            ids[left] = (int) pairs[left];
            ids[right] = -1;
            next[left] = next[right];
            if (next[left] < count) {
                previous[next[left]] = left;
            }
            look(left);
            if (previous[left] >= 0) {
                look(previous[left]);
            }
        }
        int kept = 0;
        int end = starts[count];
        for (int i = 0; i < count; i = next[i]) {
            ids[kept] = ids[i];
            starts[kept++] = starts[i];
        }
        count = kept;
        starts[count] = end;
    }

    private void link() {
        if (next.length < count) {
            next = new int[ids.length];
            previous = new int[ids.length];
        }
        for (int i = 0; i < count; i++) {
            previous[i] = i - 1;
            next[i] = i + 1;
        }
        heapSize = 0;
    }

    /** Asks the rule about symbol {@code left} and its successor and queues what it says. */
    private void look(int left) {
        int right = next[left];
        if (right >= count) {
            pairs[left] = PairRule.NONE;
            return;
        }
        long pair = rule.pair(ids[left], ids[right], starts[left], starts[next[right]]);
        pairs[left] = pair;
        if (pair >= 0) {
            push(pair & 0xFFFFFFFF00000000L | left);
        }
    }

    private void push(long entry) {
        if (heapSize == heap.length) {
            heap = Arrays.copyOf(heap, Math.max(64, heapSize + (heapSize >> 1)));
        }
        int i = heapSize++;
        while (i > 0) {
            int parent = (i - 1) >> 1;
            if (heap[parent] <= entry) {
                break;
            }
            heap[i] = heap[parent];
            i = parent;
        }
        heap[i] = entry;
    }

    private long pop() {
        long top = heap[0];
        long last = heap[--heapSize];
        int i = 0;
        while (true) {
            int child = 2 * i + 1;
            if (child >= heapSize) {
                break;
            }
            if (child + 1 < heapSize && heap[child + 1] < heap[child]) {
                child++;
            }
            if (heap[child] >= last) {
                break;
            }
            heap[i] = heap[child];
            i = child;
        }
        heap[i] = last;
        return top;
    }
}
