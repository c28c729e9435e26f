package hearth.tokenizer.split;

/**
 * Cuts runs of digits into threes, counted from the right, so that "1234567" reads 1 234 567. The text between stays in one
 * piece each.
 *
 * @param wholeNumbersOnly true for {@code \d{1,3}(?=(?:\d{3})*\b)}: every group is a piece, but a run that a word character
 *     follows is no number; false for {@code (?=(\d{3})+(?!\d))}: cuts are only made before groups of three, so that what
 *     stands before and behind a run stays with it
 */
record DigitGroupSplitter(boolean wholeNumbersOnly) implements Splitter {
    private static final int GROUP = 3;

    @Override
    public void split(char[] text, int from, int end, WordSink sink) {
        int start = from; // of the piece that is open
        for (int at = from; at < end; ) {
            if (!isDigit(text, at, end)) {
                at = Scan.after(text, at, end);
                continue;
            }
            int count = 0;
            int runStart = at;
            for (; at < end && isDigit(text, at, end); at = Scan.after(text, at, end)) {
                count++;
            }
            if (!wholeNumbersOnly || at == end || !isWordPart(text, at, end)) {
                start = cutRun(text, start, runStart, at, count, sink);
            }
        }
        if (start < end) {
            sink.word(text, start, end);
        }
    }

    /** Cuts inside a run of {@code count} digits and returns where the open piece begins afterwards. */
    private int cutRun(char[] text, int start, int runStart, int runEnd, int count, WordSink sink) {
        int open = start;
        int at = runStart;
        for (int left = count; left > 0; left--) {
            boolean cut = left % GROUP == 0 || wholeNumbersOnly && left == count;
            if (cut && at > open) {
                sink.word(text, open, at);
                open = at;
            }
            at = Scan.after(text, at, runEnd);
        }
        if (wholeNumbersOnly) {
            sink.word(text, open, runEnd);
            open = runEnd;
        }
        return open;
    }

    private static boolean isDigit(char[] text, int at, int end) {
        return Character.isDigit(Character.codePointAt(text, at, end));
    }

    /** What {@code \w} matches: letters, marks, digits, connectors and joiners. */
    private static boolean isWordPart(char[] text, int at, int end) {
        int codePoint = Character.codePointAt(text, at, end);
        return Character.isAlphabetic(codePoint)
                || Character.isDigit(codePoint)
                || (CharacterClass.of(codePoint) & CharacterClass.MARK) != 0
                || Character.getType(codePoint) == Character.CONNECTOR_PUNCTUATION
                || codePoint == 0x200C
                || codePoint == 0x200D;
    }
}
