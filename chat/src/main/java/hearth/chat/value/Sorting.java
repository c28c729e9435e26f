package hearth.chat.value;

import java.util.ArrayList;
import java.util.List;

/** A stable merge sort. The JDK's may throw when an order is not total, and NaN makes Python's order so. */
public final class Sorting {
    private Sorting() {}

    /** The positions 0 to {@code keys.size() - 1} in ascending order of their keys. */
    public static int[] order(List<Value> keys, boolean descending, Budget budget) {
        budget.values(keys.size());
        int[] order = new int[keys.size()];
        for (int i = 0; i < order.length; i++) {
            order[i] = i;
        }
        int[] spare = new int[order.length];
        for (int width = 1; width < order.length; width *= 2) {
            for (int from = 0; from < order.length; from += 2 * width) {
                int middle = Math.min(from + width, order.length);
                int to = Math.min(middle + width, order.length);
                merge(order, spare, from, middle, to, keys, descending, budget);
            }
            int[] merged = spare;
            spare = order;
            order = merged;
        }
        return order;
    }

    private static void merge(
            int[] order, int[] out, int from, int middle, int to, List<Value> keys, boolean descending, Budget budget) {
        int left = from;
        int right = middle;
        for (int i = from; i < to; i++) {
            boolean takeRight = left >= middle;
            if (!takeRight && right < to) {
                Value a = keys.get(order[left]);
                Value b = keys.get(order[right]);
                takeRight = descending ? less(a, b, budget) : less(b, a, budget);
            }
            out[i] = order[takeRight ? right++ : left++];
        }
    }

    private static boolean less(Value left, Value right, Budget budget) {
        return Comparisons.holds(left, right, "<", budget);
    }

    /** {@code items} in the order given by {@link #order}. */
    public static <T> List<T> arrange(List<T> items, int[] order) {
        List<T> arranged = new ArrayList<>(order.length);
        for (int position : order) {
            arranged.add(items.get(position));
        }
        return arranged;
    }
}
