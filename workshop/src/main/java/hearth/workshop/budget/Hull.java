package hearth.workshop.budget;

import java.util.ArrayList;
import java.util.List;

/** Of the ways to store a tensor those that a search needs: each larger one loses less, and by less a byte than the one before. */
final class Hull {
    private Hull() {}

    /** A way with its predicted loss. */
    record Point(Choice choice, double loss) {}

    /** @param points by size, smallest first */
    static List<Point> lower(List<Point> points) {
        List<Point> hull = new ArrayList<>();
        for (Point point : points) {
            if (!hull.isEmpty() && point.choice().byteSize() == hull.getLast().choice().byteSize()) {
                if (point.loss() >= hull.getLast().loss()) {
                    continue;
                }
                hull.removeLast();
            }
            while (!hull.isEmpty() && point.loss() <= hull.getLast().loss() && isAbove(hull, point)) {
                hull.removeLast();
            }
            if (hull.isEmpty() || point.loss() < hull.getLast().loss()) {
                hull.add(point);
            }
        }
        return hull;
    }

    /** Whether the last point lies on or above the line from the one before it to a new one. */
    private static boolean isAbove(List<Point> hull, Point point) {
        if (hull.size() < 2) {
            return false;
        }
        Point last = hull.getLast();
        Point before = hull.get(hull.size() - 2);
        return slope(before, last) <= slope(before, point);
    }

    /** Loss saved by a byte. */
    static double slope(Point from, Point to) {
        return (from.loss() - to.loss()) / (to.choice().byteSize() - from.choice().byteSize());
    }
}
