package hearth.chat.builtin;

import hearth.chat.value.Arguments;
import hearth.chat.value.Budget;
import hearth.chat.value.ListValue;
import hearth.chat.value.MarkedText;
import hearth.chat.value.NoneValue;
import hearth.chat.value.Numbers;
import hearth.chat.value.PythonText;
import hearth.chat.value.StringValue;
import hearth.chat.value.TemplateFault;
import hearth.chat.value.TextSearch;
import hearth.chat.value.TupleValue;
import hearth.chat.value.Value;
import java.util.ArrayList;
import java.util.List;

/** Python's methods that cut a string into parts; the parts keep their marks. */
final class TextSplitting {
    private final MarkedText marked;
    private final String text;
    private final boolean markup;
    private final Budget budget;
    private final List<Value> parts = new ArrayList<>();

    TextSplitting(StringValue self, Budget budget) {
        this.marked = self.marked();
        this.text = self.text();
        this.markup = self.markup();
        this.budget = budget;
    }

    Value call(String name, Arguments arguments) {
        switch (name) {
            case "splitlines" -> {
                Value keep = arguments.bind(name, 0, "keepends")[0];
                lines(keep != null && keep.truthy());
            }
            case "partition", "rpartition" -> {
                Value separator = arguments.bind(name, 1, "sep")[0];
                return partition(separator(separator), name.equals("rpartition"));
            }
            default -> {
                Value[] bound = arguments.bind(name, 0, "sep", "maxsplit");
                int limit = bound[1] == null ? -1 : Numbers.clamped(bound[1]);
                limit = limit < 0 ? Integer.MAX_VALUE : limit;
                boolean fromRight = name.equals("rsplit");
                if (bound[0] == null || bound[0] == NoneValue.NONE) {
                    words(limit, fromRight);
                } else if (fromRight) {
                    splitRight(separator(bound[0]).text(), limit);
                } else {
                    split(separator(bound[0]).text(), limit);
                }
            }
        }
        return new ListValue(parts);
    }

    private static StringValue separator(Value value) {
        StringValue separator = StringMethods.string(value, "must be str or None, not ");
        if (separator.text().isEmpty()) {
            throw TemplateFault.runtime("empty separator");
        }
        return separator;
    }

    private void split(String separator, int limit) {
        TextSearch search = new TextSearch(separator);
        int from = 0;
        for (int at = search.next(text, 0); at >= 0 && parts.size() < limit; at = search.next(text, from)) {
            add(from, at);
            from = at + separator.length();
        }
        add(from, text.length());
    }

    private void splitRight(String separator, int limit) {
        // A long separator is searched forwards only, so find all places once and cut at the last ones.
        List<Integer> ends = new ArrayList<>();
        int to = text.length();
        StringBuilder reversed = new StringBuilder(text).reverse();
        String mirror = reversed.toString();
        String needle = new StringBuilder(separator).reverse().toString();
        TextSearch search = new TextSearch(needle);
        for (int at = search.next(mirror, 0); at >= 0 && ends.size() < limit; ) {
            budget.values(1);
            ends.add(text.length() - at);
            at = search.next(mirror, at + needle.length());
        }
        int from = 0;
        for (int i = ends.size() - 1; i >= 0; i--) {
            add(from, ends.get(i) - separator.length());
            from = ends.get(i);
        }
        add(from, to);
    }

    private void words(int limit, boolean fromRight) {
        List<int[]> spans = new ArrayList<>();
        for (int i = 0; i < text.length(); ) {
            int start = i;
            while (i < text.length() && !PythonText.isSpace(text.charAt(i))) {
                i++;
            }
            if (i > start) {
                budget.values(1);
                spans.add(new int[] {start, i});
            }
            i++;
        }
        if (spans.size() <= limit) {
            for (int[] span : spans) {
                add(span[0], span[1]);
            }
        } else if (fromRight) {
            int first = spans.size() - limit;
            add(0, spans.get(first - 1)[1]);
            for (int[] span : spans.subList(first, spans.size())) {
                add(span[0], span[1]);
            }
        } else {
            for (int[] span : spans.subList(0, limit)) {
                add(span[0], span[1]);
            }
            add(spans.get(limit)[0], text.length());
        }
    }

    private void lines(boolean keepEnds) {
        int from = 0;
        while (from < text.length()) {
            int end = from;
            while (end < text.length() && !PythonText.isLineBreak(text.charAt(end))) {
                end++;
            }
            int next = Math.min(end + 1, text.length());
            if (next < text.length() && text.charAt(end) == '\r' && text.charAt(next) == '\n') {
                next++;
            }
            add(from, keepEnds ? next : end);
            from = next;
        }
    }

    private Value partition(StringValue separator, boolean last) {
        TextSearch search = new TextSearch(separator.text());
        int at = last ? search.last(text, text.length()) : search.next(text, 0);
        if (at < 0) {
            Value whole = part(0, text.length());
            Value empty = part(0, 0);
            return TupleValue.of(last ? List.of(empty, empty, whole) : List.of(whole, empty, empty));
        }
        int end = at + separator.text().length();
        return TupleValue.of(List.of(part(0, at), separator, part(end, text.length())));
    }

    private void add(int from, int to) {
        budget.values(1);
        parts.add(part(from, to));
    }

    private StringValue part(int from, int to) {
        budget.text(to - from);
        return new StringValue(marked.slice(from, to), markup);
    }
}
