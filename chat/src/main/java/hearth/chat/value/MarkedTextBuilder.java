package hearth.chat.value;

import java.util.Arrays;

/** Collects text and its marks; every append is charged to the budget before memory is taken. */
public final class MarkedTextBuilder {
    private final Budget budget;
    private final StringBuilder text = new StringBuilder();
    private int[] flips = new int[8];
    private int flipCount;
    private boolean firstTrusted = true;
    private boolean lastTrusted = true;

    public MarkedTextBuilder(Budget budget) {
        this.budget = budget;
    }

    public MarkedTextBuilder append(MarkedText part) {
        return append(part, 0, part.length());
    }

    /** Appends the units from {@code from} up to {@code to}. */
    public MarkedTextBuilder append(MarkedText part, int from, int to) {
        if (from >= to) {
            return this;
        }
        charge(to - from);
        int base = text.length() - from;
        mark(text.length(), part.trustedAt(from));
        for (int run = part.runAt(from) + 1; run < part.runCount() && part.runStart(run) < to; run++) {
            mark(base + part.runStart(run), part.runTrusted(run));
        }
        text.append(part.text(), from, to);
        return this;
    }

    public MarkedTextBuilder append(String part, boolean trusted) {
        if (!part.isEmpty()) {
            charge(part.length());
            mark(text.length(), trusted);
            text.append(part);
        }
        return this;
    }

    public MarkedTextBuilder append(char unit, boolean trusted) {
        charge(1);
        mark(text.length(), trusted);
        text.append(unit);
        return this;
    }

    /** Appends {@code unit} {@code count} times. */
    public MarkedTextBuilder repeat(char unit, int count, boolean trusted) {
        if (count > 0) {
            charge(count);
            mark(text.length(), trusted);
            text.repeat(unit, count);
        }
        return this;
    }

    /** Appends text made by the interpreter itself, such as a bracket of a printed list; it never counts as template text. */
    public MarkedTextBuilder structure(String part) {
        return append(part, false);
    }

    public int length() {
        return text.length();
    }

    /** The text so far. */
    public MarkedText build() {
        if (text.isEmpty()) {
            return MarkedText.trusted("");
        }
        return new MarkedText(text.toString(), firstTrusted, Arrays.copyOf(flips, flipCount));
    }

    private void charge(int length) {
        if ((long) text.length() + length > Budget.MAX_TEXT_LENGTH) {
            budget.text(Budget.MAX_TEXT_LENGTH + 1L);
        }
        budget.text(length);
    }

    private void mark(int offset, boolean trusted) {
        if (offset == 0) {
            firstTrusted = trusted;
        } else if (trusted != lastTrusted) {
            if (flipCount == flips.length) {
                flips = Arrays.copyOf(flips, 2 * flipCount);
            }
            flips[flipCount++] = offset;
        }
        lastTrusted = trusted;
    }
}
