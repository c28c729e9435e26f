package hearth.tokenizer.huggingface;

import java.util.Arrays;
import java.util.Map;
import java.util.Optional;

/**
 * Finds which two tokens merge to a token of a {@link RankedTokens}: its bytes are merged, the pair that makes the token of the
 * smallest rank first, by tokens of smaller rank than its own. Every reader of such files that has a list of merges does so.
 */
final class RankedMerge {
    private static final int NONE = Integer.MAX_VALUE;

    private final Map<String, Integer> ranks;
    private int[] starts = new int[16]; // where each part begins, and the end of the last
    private int[] pairs = new int[16]; // the rank of each part together with the next, or NONE
    private int count;

    RankedMerge(Map<String, Integer> ranks) {
        this.ranks = ranks;
    }

    /** How many bytes the first of the two has; empty if there are not exactly two, so that merging never makes this token. */
    Optional<Integer> middle(String token, int rank) {
        start(token, rank);
        while (count > 1) {
            int least = 0;
            for (int i = 1; i < count - 1; i++) {
                if (pairs[i] < pairs[least]) {
                    least = i;
                }
            }
            if (pairs[least] == NONE) {
                break;
            }
            join(least, token, rank);
        }
        return count == 2 ? Optional.of(starts[1]) : Optional.empty();
    }

    private void start(String token, int rank) {
        count = token.length();
        if (starts.length <= count) {
            starts = new int[2 * count];
            pairs = new int[2 * count];
        }
        Arrays.setAll(starts, i -> i);
        for (int i = 0; i < count - 1; i++) {
            pairs[i] = pair(i, token, rank);
        }
    }

    private void join(int part, String token, int rank) {
        int behind = count - part - 1;
        System.arraycopy(starts, part + 2, starts, part + 1, behind);
        System.arraycopy(pairs, part + 1, pairs, part, behind);
        count--;
        if (part > 0) {
            pairs[part - 1] = pair(part - 1, token, rank);
        }
        if (part < count - 1) {
            pairs[part] = pair(part, token, rank);
        }
    }

    private int pair(int part, String token, int rank) {
        int found = ranks.getOrDefault(token.substring(starts[part], starts[part + 2]), NONE);
        return found < rank ? found : NONE;
    }
}
