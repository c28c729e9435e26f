package hearth.chat.value;

import java.util.Arrays;

/** Immutable text in which each UTF-16 unit is trusted (written by the template) or untrusted (came from data). */
public final class MarkedText {
    private static final int[] NO_FLIPS = {};
    private static final MarkedText EMPTY = new MarkedText("", true, NO_FLIPS);

    private final String text;
    private final boolean firstTrusted;
    /** Ascending offsets, none 0, at which the mark changes. */
    private final int[] flips;

    private Boolean supplementary;

    MarkedText(String text, boolean firstTrusted, int[] flips) {
        this.text = text;
        this.firstTrusted = firstTrusted;
        this.flips = flips;
    }

    /** Text of one origin. */
    public static MarkedText of(String text, boolean trusted) {
        return text.isEmpty() ? EMPTY : new MarkedText(text, trusted, NO_FLIPS);
    }

    public static MarkedText trusted(String text) {
        return of(text, true);
    }

    public static MarkedText untrusted(String text) {
        return of(text, false);
    }

    public String text() {
        return text;
    }

    public int length() {
        return text.length();
    }

    public boolean isEmpty() {
        return text.isEmpty();
    }

    /** Number of stretches of one mark; 0 for empty text. */
    public int runCount() {
        return text.isEmpty() ? 0 : flips.length + 1;
    }

    public int runStart(int run) {
        return run == 0 ? 0 : flips[run - 1];
    }

    public int runEnd(int run) {
        return run == flips.length ? text.length() : flips[run];
    }

    public boolean runTrusted(int run) {
        return firstTrusted ^ ((run & 1) == 1);
    }

    /** The stretch that holds {@code offset}. */
    public int runAt(int offset) {
        return flipsUpTo(offset);
    }

    public boolean trustedAt(int offset) {
        return runTrusted(runAt(offset));
    }

    /** True if every unit is trusted; empty text is. */
    public boolean allTrusted() {
        return flips.length == 0 && firstTrusted;
    }

    /** The units from {@code from} up to {@code to}, with their marks. */
    public MarkedText slice(int from, int to) {
        if (from == 0 && to == text.length()) {
            return this;
        }
        if (from >= to) {
            return EMPTY;
        }
        String part = text.substring(from, to);
        if (flips.length == 0) {
            return new MarkedText(part, firstTrusted, NO_FLIPS);
        }
        int low = flipsUpTo(from);
        int[] inner = Arrays.copyOfRange(flips, low, flipsUpTo(to - 1));
        for (int i = 0; i < inner.length; i++) {
            inner[i] -= from;
        }
        return new MarkedText(part, runTrusted(low), inner);
    }

    /** Marks by position on text changed unit by unit; on text of another length all is untrusted if any was. */
    public MarkedText withText(String changed) {
        if (changed.equals(text)) {
            return this;
        }
        if (changed.length() == text.length()) {
            return new MarkedText(changed, firstTrusted, flips);
        }
        return of(changed, allTrusted());
    }

    /** True if some character takes two UTF-16 units, so that Python's index is not ours. */
    public boolean hasSupplementary() {
        if (supplementary == null) {
            boolean found = false;
            for (int i = 0; i < text.length() && !found; i++) {
                found = Character.isHighSurrogate(text.charAt(i));
            }
            supplementary = found;
        }
        return supplementary;
    }

    /** Length as Python counts it. */
    public int codePointCount() {
        return hasSupplementary() ? text.codePointCount(0, text.length()) : text.length();
    }

    /** UTF-16 offset of character {@code index}, which lies within 0 and {@link #codePointCount}. */
    public int offsetOf(int index) {
        return hasSupplementary() ? text.offsetByCodePoints(0, index) : index;
    }

    /** Character index of a UTF-16 offset. */
    public int indexOf(int offset) {
        return hasSupplementary() ? text.codePointCount(0, offset) : offset;
    }

    private int flipsUpTo(int offset) {
        int found = Arrays.binarySearch(flips, offset);
        return found >= 0 ? found + 1 : -found - 1;
    }

    @Override
    public String toString() {
        return text;
    }
}
