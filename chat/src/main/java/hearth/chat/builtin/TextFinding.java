package hearth.chat.builtin;

import hearth.chat.value.Arguments;
import hearth.chat.value.BoolValue;
import hearth.chat.value.Budget;
import hearth.chat.value.Comparisons;
import hearth.chat.value.IntValue;
import hearth.chat.value.MarkedText;
import hearth.chat.value.NoneValue;
import hearth.chat.value.Numbers;
import hearth.chat.value.StringValue;
import hearth.chat.value.TemplateFault;
import hearth.chat.value.TextSearch;
import hearth.chat.value.TupleValue;
import hearth.chat.value.Value;
import java.util.List;

/** Python's methods that look for a text within a string, between two optional bounds. */
final class TextFinding {
    private TextFinding() {}

    static Value call(StringValue self, String name, Arguments arguments, Budget budget) {
        Value[] bound = arguments.bind(name, 1, "sub", "start", "end");
        MarkedText text = self.marked();
        int from = offset(text, bound[1], 0);
        int to = offset(text, bound[2], text.length());
        boolean affix = name.equals("startswith") || name.equals("endswith");
        if (affix && bound[0] instanceof TupleValue tuple) {
            boolean any = false;
            for (Value option : tuple.items()) {
                any |= hasAffix(text.text(), name, option, from, to, budget);
            }
            return BoolValue.of(any);
        }
        if (affix) {
            return BoolValue.of(hasAffix(text.text(), name, bound[0], from, to, budget));
        }
        String wanted = StringMethods.string(bound[0], "must be str, not ").text();
        budget.scan((long) text.length() + wanted.length());
        if (name.equals("count")) {
            return IntValue.of(from > to ? 0 : count(text, wanted, from, to, budget));
        }
        int found = -1;
        if (from <= to) {
            String part = text.text().substring(from, to);
            TextSearch search = new TextSearch(wanted);
            int at = name.startsWith("r") ? search.last(part, part.length()) : search.next(part, 0);
            found = at < 0 ? -1 : text.indexOf(from + at);
        }
        if (found < 0 && name.endsWith("index")) {
            throw TemplateFault.runtime("substring not found");
        }
        return IntValue.of(found);
    }

    private static int count(MarkedText text, String wanted, int from, int to, Budget budget) {
        if (wanted.isEmpty()) {
            return text.indexOf(to) - text.indexOf(from) + 1;
        }
        String part = text.text().substring(from, to);
        TextSearch search = new TextSearch(wanted);
        int count = 0;
        for (int at = search.next(part, 0); at >= 0; at = search.next(part, at + wanted.length())) {
            budget.step();
            count++;
        }
        return count;
    }

    private static boolean hasAffix(String text, String name, Value affix, int from, int to, Budget budget) {
        String wanted = StringMethods.string(affix, "the affix must be str or a tuple of str, not ").text();
        budget.scan(wanted.length());
        if (from > to || to - from < wanted.length()) {
            return false;
        }
        return text.startsWith(wanted, name.equals("startswith") ? from : to - wanted.length());
    }

    /** UTF-16 offset of a bound as slices read it; past the end it lies beyond the text. */
    private static int offset(MarkedText text, Value bound, int absent) {
        if (bound == null || bound == NoneValue.NONE) {
            return absent;
        }
        int length = text.codePointCount();
        int index = Numbers.clamped(bound);
        if (index > length) {
            return absent == 0 ? Integer.MAX_VALUE : text.length();
        }
        return text.offsetOf(index < 0 ? Math.max(0, index + length) : index);
    }

    /** Items of {@code list} equal to {@code wanted}: how many, or the first position, or -1. */
    static int search(List<Value> list, Value wanted, boolean count, Budget budget) {
        int found = 0;
        for (int i = 0; i < list.size(); i++) {
            if (Comparisons.equal(list.get(i), wanted, budget)) {
                if (!count) {
                    return i;
                }
                found++;
            }
        }
        return count ? found : -1;
    }
}
