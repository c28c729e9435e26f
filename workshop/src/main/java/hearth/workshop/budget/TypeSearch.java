package hearth.workshop.budget;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.PriorityQueue;

/**
 * Finds types for all tensors: starts from the smallest everywhere and takes, over and over, the step that saves the most loss for its
 * bytes. On the lower hulls of the tensors' choices that is the Lagrangian optimum; what room is left at the end is filled with what
 * fits, and where a large step just did not fit, cheaper ones are taken back for it if that loses less.
 */
final class TypeSearch {
    private final List<TensorChoices> tensors;
    private final List<List<Hull.Point>> hulls = new ArrayList<>();

    /** A tensor may go from one point of its hull to the next. */
    private record Step(int tensor, int to, double slope) {}

    TypeSearch(List<TensorChoices> tensors, Sensitivity sensitivity) {
        this.tensors = List.copyOf(tensors);
        for (TensorChoices tensor : tensors) {
            hulls.add(Hull.lower(tensor.choices().stream()
                    .map(choice -> new Hull.Point(choice, sensitivity.loss(tensor.group(), choice)))
                    .toList()));
        }
    }

    /** Bytes if all tensors are as small as they can be. */
    long smallestBytes() {
        return hulls.stream().mapToLong(hull -> hull.getFirst().choice().byteSize()).sum();
    }

    /** The least loss within a size; where nothing is so small, the smallest there is. */
    Allocation within(long bytes) {
        int[] points = new int[hulls.size()];
        fill(points, bytes);
        boolean better = true;
        while (better) {
            better = false;
            for (int tensor = 0; tensor < points.length; tensor++) {
                Optional<int[]> other = withRoomFor(tensor, points, bytes);
                if (other.isPresent() && loss(other.get()) < loss(points)) {
                    points = other.get();
                    better = true;
                }
            }
        }
        return allocation(points);
    }

    /** Takes the steps that save the most for their bytes as long as they fit. */
    private void fill(int[] points, long bytes) {
        PriorityQueue<Step> steps = steps(points);
        long total = bytes(points);
        while (!steps.isEmpty()) {
            Step step = steps.remove();
            long larger = total + bytes(step.tensor(), step.to()) - bytes(step.tensor(), step.to() - 1);
            // A step that is too large ends the way of its tensor; others may still fit.
            if (larger <= bytes) {
                total = larger;
                points[step.tensor()] = step.to();
                next(step.tensor(), step.to()).ifPresent(steps::add);
            }
        }
    }

    /** The same with a tensor's next step taken, and those of other tensors taken back that saved the least for their bytes. */
    private Optional<int[]> withRoomFor(int tensor, int[] points, long bytes) {
        if (next(tensor, points[tensor]).isEmpty()) {
            return Optional.empty();
        }
        int[] other = points.clone();
        other[tensor]++;
        PriorityQueue<Step> taken = new PriorityQueue<>(Comparator.comparingDouble(Step::slope));
        for (int i = 0; i < other.length; i++) {
            if (i != tensor && other[i] > 0) {
                next(i, other[i] - 1).ifPresent(taken::add);
            }
        }
        long total = bytes(other);
        while (total > bytes && !taken.isEmpty()) {
            Step step = taken.remove();
            int to = step.to() - 1;
            total -= bytes(step.tensor(), step.to()) - bytes(step.tensor(), to);
            other[step.tensor()] = to;
            if (to > 0) {
                next(step.tensor(), to - 1).ifPresent(taken::add);
            }
        }
        if (total > bytes) {
            return Optional.empty();
        }
        fill(other, bytes);
        return Optional.of(other);
    }

    /** The smallest size whose predicted loss is at most this. */
    Allocation below(double loss) {
        int[] points = new int[hulls.size()];
        double total = 0;
        for (List<Hull.Point> hull : hulls) {
            total += hull.getFirst().loss();
        }
        PriorityQueue<Step> steps = steps(points);
        while (total > loss && !steps.isEmpty()) {
            Step step = steps.remove();
            total += loss(step.tensor(), step.to()) - loss(step.tensor(), step.to() - 1);
            points[step.tensor()] = step.to();
            next(step.tensor(), step.to()).ifPresent(steps::add);
        }
        return allocation(points);
    }

    private PriorityQueue<Step> steps(int[] points) {
        PriorityQueue<Step> steps = new PriorityQueue<>(Comparator.comparingDouble(Step::slope).reversed());
        for (int i = 0; i < hulls.size(); i++) {
            next(i, points[i]).ifPresent(steps::add);
        }
        return steps;
    }

    private Optional<Step> next(int tensor, int from) {
        List<Hull.Point> hull = hulls.get(tensor);
        return from + 1 < hull.size()
                ? Optional.of(new Step(tensor, from + 1, Hull.slope(hull.get(from), hull.get(from + 1))))
                : Optional.empty();
    }

    private long bytes(int tensor, int point) {
        return hulls.get(tensor).get(point).choice().byteSize();
    }

    private double loss(int tensor, int point) {
        return hulls.get(tensor).get(point).loss();
    }

    private long bytes(int[] points) {
        long total = 0;
        for (int i = 0; i < points.length; i++) {
            total += bytes(i, points[i]);
        }
        return total;
    }

    private double loss(int[] points) {
        double total = 0;
        for (int i = 0; i < points.length; i++) {
            total += loss(i, points[i]);
        }
        return total;
    }

    private Allocation allocation(int[] points) {
        Map<String, Choice> choices = new LinkedHashMap<>();
        long bytes = 0;
        double loss = 0;
        for (int i = 0; i < points.length; i++) {
            Hull.Point point = hulls.get(i).get(points[i]);
            choices.put(tensors.get(i).tensor().name(), point.choice());
            bytes += point.choice().byteSize();
            loss += point.loss();
        }
        return new Allocation(choices, bytes, loss);
    }
}
