package hearth.chat.builtin;

import hearth.chat.value.Arguments;
import hearth.chat.value.Budget;
import hearth.chat.value.MarkedText;
import hearth.chat.value.MarkedTextBuilder;
import hearth.chat.value.Numbers;
import hearth.chat.value.StringValue;
import hearth.chat.value.TemplateFault;
import hearth.chat.value.Value;

/** Python's methods that widen a string. */
final class TextPadding {
    private TextPadding() {}

    static Value call(StringValue self, String name, Arguments arguments, Budget budget) {
        MarkedText text = self.marked();
        MarkedText padded =
                switch (name) {
                    case "expandtabs" -> {
                        Value size = arguments.bind(name, 0, "tabsize")[0];
                        yield expandTabs(text, size == null ? 8 : Numbers.clamped(size), budget);
                    }
                    case "zfill" -> zeroFill(text, Numbers.clamped(arguments.bind(name, 1, "width")[0]), budget);
                    default -> {
                        Value[] bound = arguments.bind(name, 1, "width", "fillchar");
                        StringValue fill = bound[1] == null
                                ? StringValue.trusted(" ")
                                : StringMethods.string(bound[1], "The fill character must be a unicode character");
                        yield pad(text, Numbers.clamped(bound[0]), fill.marked(), name, budget);
                    }
                };
        return new StringValue(padded, self.markup());
    }

    /** Pads to {@code width} characters on the side that the method {@code name} says. */
    static MarkedText pad(MarkedText text, int width, MarkedText fill, String name, Budget budget) {
        if (fill.codePointCount() != 1) {
            throw TemplateFault.runtime("The fill character must be exactly one character long");
        }
        long missing = (long) width - text.codePointCount();
        if (missing <= 0) {
            return text;
        }
        budget.text(missing);
        int total = (int) missing;
        // Python puts the odd space of center() to the left only when the width is odd too.
        int before = name.equals("ljust") ? 0 : name.equals("rjust") ? total : total / 2 + (total & width & 1);
        MarkedTextBuilder out = new MarkedTextBuilder(budget);
        for (int i = 0; i < before; i++) {
            out.append(fill);
        }
        out.append(text);
        for (int i = before; i < total; i++) {
            out.append(fill);
        }
        return out.build();
    }

    private static MarkedText zeroFill(MarkedText text, int width, Budget budget) {
        long missing = (long) width - text.codePointCount();
        if (missing <= 0) {
            return text;
        }
        budget.text(missing);
        boolean signed = text.text().startsWith("-") || text.text().startsWith("+");
        return new MarkedTextBuilder(budget)
                .append(text, 0, signed ? 1 : 0)
                .repeat('0', (int) missing, text.allTrusted())
                .append(text, signed ? 1 : 0, text.length())
                .build();
    }

    private static MarkedText expandTabs(MarkedText text, int size, Budget budget) {
        MarkedTextBuilder out = new MarkedTextBuilder(budget);
        String plain = text.text();
        int column = 0;
        for (int i = 0; i < plain.length(); i++) {
            char unit = plain.charAt(i);
            if (unit == '\t') {
                int spaces = size <= 0 ? 0 : size - column % size;
                out.repeat(' ', spaces, text.trustedAt(i));
                column += spaces;
            } else {
                out.append(text, i, i + 1);
                column = unit == '\n' || unit == '\r' ? 0 : column + (Character.isLowSurrogate(unit) ? 0 : 1);
            }
        }
        return out.build();
    }
}
