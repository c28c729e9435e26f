package hearth.documents.prompt;

import hearth.documents.Passage;
import java.util.ArrayList;
import java.util.List;

/** Joins passages that overlap, so that no sentence is there twice. Pure. */
final class Passages {
    private Passages() {}

    /** @param sorted by document and start */
    static List<Passage> joined(List<Passage> sorted) {
        List<Passage> joined = new ArrayList<>();
        for (Passage next : sorted) {
            Passage last = joined.isEmpty() ? null : joined.getLast();
            boolean overlaps = last != null && last.library().equals(next.library()) && last.document().equals(next.document())
                    && next.start() < last.end();
            if (overlaps) {
                joined.set(joined.size() - 1, join(last, next));
            } else {
                joined.add(next);
            }
        }
        return joined;
    }

    private static Passage join(Passage first, Passage second) {
        int common = first.end() - second.start();
        boolean inside = second.end() <= first.end();
        String text = inside ? first.text() : first.text() + second.text().substring(common);
        return new Passage(first.library(), first.document(), first.name(), first.start(), Math.max(first.end(), second.end()), first.page(),
                first.line(), first.section(), text, Math.max(first.score(), second.score()), better(first.wordsRank(), second.wordsRank()),
                better(first.meaningRank(), second.meaningRank()));
    }

    private static int better(int a, int b) {
        return a == 0 || b == 0 ? Math.max(a, b) : Math.min(a, b);
    }
}
